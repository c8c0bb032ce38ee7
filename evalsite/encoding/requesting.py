"""What a researcher asks of runs: begin, stop, go on. The work itself is the worker's."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from evalsite.encoding.holding import give_up_dead_runs
from evalsite.encoding.models import EncodeRun
from evalsite.encoding.plan import Plan
from evalsite.encoding.tasks import run_encode
from evalsite.studies.models import Study
from evalsite.studies.stimuli.identifying import find_identities, identify_codec
from imgcodecs.registry import parse_codec


class RunRefused(Exception):
    """Nothing was begun; the message says why and what to do."""


def request_run(*, study: Study, user: Any, plan: Plan) -> EncodeRun:
    """Put every photograph of the study into the worker's queue; one run a study at a time."""
    give_up_dead_runs(study)
    photographs = list(study.photographs.all())
    if not photographs:
        raise RunRefused(_("There are no photographs yet: upload some first."))
    refuse_other_settings(study, plan)
    try:
        with transaction.atomic():
            run = EncodeRun.objects.create(
                study=study,
                requested_by=user,
                codecs=list(plan.codecs),
                targets_bpp=list(plan.targets_bpp),
                total=len(photographs) * len(plan.codecs) * len(plan.targets_bpp),
            )
            run.photographs.set(photographs)
            transaction.on_commit(lambda: run_encode.enqueue(run.pk))
    except IntegrityError:
        raise RunRefused(_("A run of this study is already under way.")) from None
    return run


def refuse_other_settings(study: Study, plan: Plan) -> None:
    """What the import would refuse in the end is refused before hours of encoding."""
    known = find_identities(study)
    for codec in map(parse_codec, plan.codecs):
        before, asked = known.get(codec.name), identify_codec(codec)
        if before not in (None, asked):
            raise RunRefused(
                _(
                    "The study has a codec “%(name)s” already, with %(before)s; this run would "
                    "bring one with %(asked)s. Under one name they would be fitted together: keep "
                    "to what the study has, or make another study."
                )
                % {"name": codec.name, "before": before, "asked": asked}
            )


def stop_run(run: EncodeRun) -> None:
    """A waiting run stops at once; one at work is asked to, and stops after its encodes at hand."""
    waiting = EncodeRun.objects.filter(pk=run.pk, state=EncodeRun.State.QUEUED)
    if not waiting.update(state=EncodeRun.State.STOPPED, ended_at=now()):
        EncodeRun.objects.filter(pk=run.pk, state=EncodeRun.State.RUNNING).update(stop_asked=True)


def resume_run(run: EncodeRun) -> None:
    """Queue a stopped or failed run again; what it had encoded is not encoded again."""
    ended = EncodeRun.objects.filter(
        pk=run.pk, state__in=[EncodeRun.State.STOPPED, EncodeRun.State.FAILED]
    )
    try:
        with transaction.atomic():
            begun = ended.update(
                state=EncodeRun.State.QUEUED, ended_at=None, problem="", stop_asked=False
            )
            if begun:
                transaction.on_commit(lambda: run_encode.enqueue(run.pk))
    except IntegrityError:
        raise RunRefused(_("Another run of this study is under way.")) from None
    if not begun:
        raise RunRefused(_("Only a run that was stopped or failed can go on."))
