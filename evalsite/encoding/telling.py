"""A run in words and numbers, for its page and for the script that keeps the page fresh."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evalsite.encoding.estimating import ENCODES_A_RATE, Estimate
from evalsite.encoding.models import EncodeRun
from imgcodecs.registry import find_label

MOST_FAILURES = 200


def describe_run(run: EncodeRun) -> dict[str, Any]:
    return {
        "state": run.state,
        "done": run.done,
        "total": run.total,
        "moved": run.done > 0 or run.state != EncodeRun.State.RUNNING,
        "said": say_progress(run),
        "newest": run.newest,
        "failures": [say_failure(failure) for failure in run.failures[:MOST_FAILURES]],
    }


def say_progress(run: EncodeRun) -> str:
    if run.state == EncodeRun.State.QUEUED:
        return _("Waiting for the worker.")
    made = sum(row["made"] for row in run.outcome.get("codecs", []))
    stimuli = _("%(done)d of %(total)d stimuli") % {"done": made or run.done, "total": run.total}
    parts = [stimuli, say_encodes(run)]
    if run.started_at is not None:
        parts += say_pace(run, ((run.ended_at or now()) - run.started_at).total_seconds())
    return ", ".join(parts)


def say_encodes(run: EncodeRun) -> str:
    """A slow codec's first stimulus takes several encodes: they are what is seen to move."""
    if run.state != EncodeRun.State.RUNNING or run.done == run.total:
        said = ngettext("%(count)d encode", "%(count)d encodes", run.encodes)
        return said % {"count": run.encodes}
    if not run.encodes:
        return _("the first encodes are at work")
    said = ngettext(
        "%(count)d encode so far of about %(expected)d",
        "%(count)d encodes so far of about %(expected)d",
        run.encodes,
    )
    expected = max(round(run.total * ENCODES_A_RATE), run.encodes)
    return said % {"count": run.encodes, "expected": expected}


def say_pace(run: EncodeRun, elapsed_s: float) -> list[str]:
    if run.state != EncodeRun.State.RUNNING:
        return [_("in %(time)s") % {"time": say_s(elapsed_s)}]
    if run.done == run.total:
        return [_("now blinding and importing them")]
    if run.stop_asked:
        return [_("stopping once the encodes at hand are finished")]
    rate = _("%(rate)d a minute") % {"rate": round(60 * run.encodes / max(elapsed_s, 1e-3))}
    if run.remaining_s is None:
        return [rate, _("time left not known yet")]
    return [rate, _("about %(time)s left") % {"time": say_s(run.remaining_s)}]


def say_failure(failure: dict[str, Any]) -> str:
    target = failure["target_bpp"]
    parts = [failure["source"], failure["codec"], "" if target is None else f"{target:g} bpp"]
    return f"{', '.join(part for part in parts if part)}: {failure['reason']}"


def say_estimate(made: Estimate) -> str:
    if not made.photographs:
        return _("No photographs yet.")
    size = _(
        "%(photographs)d × %(codecs)d × %(rates)d = %(stimuli)d stimuli, about %(encodes)d encodes."
    ) % {
        "photographs": made.photographs,
        "codecs": made.codecs,
        "rates": made.rates,
        "stimuli": made.stimuli,
        "encodes": made.encodes,
    }
    return f"{size} {say_time(made)}"


def say_time(made: Estimate) -> str:
    if made.seconds is None:
        names = [find_label(spec.partition(":")[0]) for spec in made.untimed]
        said = _(
            "How long it takes cannot be said yet: on this server no run has timed %(codecs)s "
            "at these settings."
        )
        return said % {"codecs": ", ".join(names)}
    return _("It takes roughly %(time)s.") % {"time": say_s(made.seconds)}


def say_s(seconds: float) -> str:
    if seconds < 90:
        return _("%(count)d s") % {"count": round(seconds)}
    minutes = round(seconds / 60)
    if minutes < 90:
        return _("%(count)d min") % {"count": minutes}
    return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
