"""What a report says of a study besides its votes: funnel, policy, and the checklist's answers."""

from __future__ import annotations

from django.utils.timezone import now

from elo.core.elo_fit import EloFit
from elo.core.numbers import percents
from elo.core.types import Conditions, Votes
from elo.evidence import load_categories
from elo.measures import load_metrics, load_speeds
from elo.report.context import ReportContext
from evalsite.studies.models import Study
from evalsite.studies.rules.policy import describe_checks
from evalsite.studies.rules.presenting import describe_boost
from evalsite.studies.rules.sampling import describe_sampling
from evalsite.studies.trials.schedule import (
    BIAS_SHARE,
    BLOCK,
    LEAST_TRAPS,
    REPEAT_SHARE,
    TRAP_SHARE,
)
from evalsite.studies.watching.steps import session_funnel
from raters.policies import freeze_policy


def describe_study(
    *,
    study: Study,
    votes: Votes,
    conditions: Conditions,
    fit: EloFit,
    left_out: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    without_reason: str = "",
) -> ReportContext:
    # Of those whose votes are reported: with simulated votes among them the whole report is marked.
    kinds = (False, True) if votes.any_simulated else (False,)
    funnel = tuple((step.label, step.count) for step in session_funnel(study, *kinds))
    return ReportContext(
        title=study.title,
        votes=votes,
        conditions=conditions,
        fit=fit,
        generated_at=now(),
        test_codec=name_test_codec(study, conditions, fit),
        codec_labels=dict(study.codecs.values_list("name", "label")),
        funnel=funnel or None,
        settings=policy_in_words(study),
        checklist=answer_checklist(study),
        categories=load_categories(study),
        left_out=left_out,
        without=without,
        without_reason=without_reason,
        metrics=load_metrics(study),
        speeds=load_speeds(study),
    )


def name_test_codec(study: Study, conditions: Conditions, fit: EloFit) -> str | None:
    """The codec the study is about, where it has a curve to be compared by."""
    if study.test_codec is None:
        return None
    rated = zip(conditions.names, conditions.codec, conditions.bpp.tolist(), strict=True)
    known = {codec for name, codec, bpp in rated if name in fit.conditions and bpp == bpp}
    return study.test_codec.name if study.test_codec.name in known else None


def policy_in_words(study: Study) -> dict[str, str]:
    accepted, used = percents(study.accept_trap_share), percents(study.use_trap_share)
    return {
        "Study": f"{study.slug}, opened {study.opened_at:%Y-%m-%d}"
        if study.opened_at
        else study.slug,
        "Presentation": study.get_presentation_display(),
        **({"Boosted": boost} if (boost := describe_boost(study)) else {}),
        "Answers": "A, B, can't tell" if study.allow_ties else "A or B, forced",
        "Window": f"{study.crop_width_px} by {study.crop_height_px} pixels, "
        f"up to {study.crops_per_source} a source, drawn from seed {study.seed}",
        "Sampler": f"{describe_sampling(study)}; reserved in blocks of {BLOCK}",
        "Trials a session": str(study.trials_per_session),
        "Traps": f"{percents(TRAP_SHARE)} of trials, at least {LEAST_TRAPS} a session",
        "Repeats and bias pairs": f"{percents(REPEAT_SHARE)} and {percents(BIAS_SHARE)} of trials",
        "Accepted (paid)": f"finished with at least {accepted} of traps right",
        "Used in the analysis": f"finished with at least {used} of traps right",
        **describe_checks(study),
    }


def answer_checklist(study: Study) -> dict[str, str]:
    channels = ", ".join(study.recruitments.values_list("channel__name", flat=True))
    width_px, height_px = study.crop_width_px, study.crop_height_px
    return {
        "Recruiting": f"Channels: {channels}.",
        "Consent": f"Text version {study.consent_text.version}, agreed to before anything else.",
        "Display and device": (
            f"Windows of {width_px} by {height_px} image pixels on as many device pixels; window, "
            "screen and pixel ratio checked at the start and before every trial."
        ),
        "Viewing distance": tell_distance(study),
        "Colour vision": "Pseudo-isochromatic plates drawn from a seed, scored on the server.",
        "Acuity or artefact screening": "Real encodes against their originals; no acuity chart.",
        "Training": "Three pairs with the answer explained; never analysed.",
        "Presentation": f"{study.get_presentation_display()}, sides drawn for every trial.",
        "Rule for keeping a rater's votes": (
            f"At least {percents(study.use_trap_share)} of the session's traps right, fixed before "
            "the study opened."
        ),
    }


def tell_distance(study: Study) -> str:
    rules = freeze_policy("device", study.screening.get("device", {}))
    if not rules["distance"]:
        return "Free; not measured."
    told = "Measured in every session by a bank card and the blind spot"
    least_mm, most_mm = rules["distance_min_mm"], rules["distance_max_mm"]
    bounds = [f"at least {least_mm} mm"] * bool(least_mm) + [f"at most {most_mm} mm"] * bool(
        most_mm
    )
    return f"{told}; {' and '.join(bounds) or 'free'}."
