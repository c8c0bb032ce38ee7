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
    """One codec with two settings would stand under one name in the study's results."""
    done = study.encode_runs.filter(state=EncodeRun.State.DONE).values_list("codecs", flat=True)
    earlier = {parse_codec(spec).name: spec for specs in done for spec in specs}
    for spec in plan.codecs:
        codec = parse_codec(spec)
        before = earlier.get(codec.name, spec)
        if dict(parse_codec(before).options) != dict(codec.options):
            raise RunRefused(
                _("%(codec)s was encoded as “%(before)s” for this study: keep to its settings.")
                % {"codec": codec.label, "before": before}
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
