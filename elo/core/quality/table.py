"""raters.csv: everything known of each rater, a row a person. Its columns are fixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from elo.core.formats.values import write_all, write_columns
from elo.core.quality.judging import RaterQuality
from elo.core.quality.suggesting import Suggestion


def write_raters(
    *, qualities: Sequence[RaterQuality], suggested: Sequence[Suggestion], path: Path
) -> None:
    """Write a row for each rater; empty where unknown.

    Parameters
    ----------
    qualities : sequence of RaterQuality
        As `judge_raters` gives them.
    suggested : sequence of Suggestion
        As `suggest` gives them, of the same raters.
    path : Path
        Of raters.csv.
    """
    reasons = {each.rater: "; ".join(each.reasons) for each in suggested}
    columns: dict[str, Iterable[object]] = {
        "rater": [each.rater for each in qualities],
        **list_records(qualities),
        **list_habits(qualities),
        **list_agreement(qualities),
        "suggested": [int(each.rater in reasons) for each in qualities],
        "reasons": [reasons.get(each.rater, "") for each in qualities],
    }
    write_columns(path=path, columns=columns)


def list_records(qualities: Sequence[RaterQuality]) -> dict[str, Iterable[object]]:
    return {
        "votes": [each.record.votes for each in qualities],
        "traps": [each.record.traps for each in qualities],
        "traps_right": [each.record.traps_right for each in qualities],
        "repeats": [each.repeats.shown for each in qualities],
        "repeats_same": [each.repeats.same for each in qualities],
        "repeats_expected": write_all((each.repeats.expected_share for each in qualities), 4),
        "bias_pairs": [each.sides.bias_pairs for each in qualities],
        "bias_left": [each.sides.bias_left for each in qualities],
        "bias_ties": [each.sides.bias_ties for each in qualities],
    }


def list_habits(qualities: Sequence[RaterQuality]) -> dict[str, Iterable[object]]:
    return {
        "side_answers": [each.sides.answers for each in qualities],
        "left_share": write_all((each.sides.left_share for each in qualities), 4),
        "left_z": write_all((each.sides.left_z for each in qualities), 3),
        "median_response_ms": write_all((each.record.median_response_ms for each in qualities), 1),
        "fast_share": write_all((each.times.fast_share for each in qualities), 4),
        "drift_ratio": write_all((each.times.drift_ratio for each in qualities), 3),
        "longest_side_run": [each.times.longest_side_run for each in qualities],
        "longest_button_run": [each.times.longest_button_run for each in qualities],
    }


def list_agreement(qualities: Sequence[RaterQuality]) -> dict[str, Iterable[object]]:
    return {
        "lapse_median": write_all((each.lapse.median for each in qualities), 4),
        "lapse_q025": write_all((each.lapse.q025 for each in qualities), 4),
        "lapse_q975": write_all((each.lapse.q975 for each in qualities), 4),
        "log_likelihood": write_all((each.agreement.log_likelihood for each in qualities), 4),
        "log_likelihood_expected": write_all((each.agreement.expected for each in qualities), 4),
        "agreement_z": write_all((each.agreement.z for each in qualities), 3),
        "favourite_share": write_all((each.agreement.favourite_share for each in qualities), 4),
        "favourite_expected": write_all(
            (each.agreement.favourite_expected for each in qualities), 4
        ),
        "outlying": write_all((each.outlying for each in qualities), 3),
    }
