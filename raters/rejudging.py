"""What a stored attempt comes to under other rules than those it was taken by.

Its answers are marked again where the two sets of rules differ in judging alone; where they differ
in what is asked, or where the other rules would have asked on, the attempt says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from raters.checks.items import BankTooSmall
from raters.checks.steps import PASSED, Answered, Verdict
from raters.models import ScreeningAnswer, ScreeningAttempt
from raters.policies import CHECKS
from raters.rules import rule_of

Rules = Mapping[str, float]
# Every answer tells of the threshold, also one that other rules would not have asked for.
WHOLE = {"artefact"}


def judge_anew(
    attempts: Sequence[ScreeningAttempt], rules: Mapping[str, Rules]
) -> Iterator[tuple[ScreeningAttempt, str | None]]:
    """Each attempt with its outcome under these rules, None where it says nothing about them.

    Checks without rules are taken as they ended. Asks for answers in one query, if at all.
    """
    differing = {
        attempt.pk: differing_rules(attempt, rules[attempt.check_name])
        for attempt in attempts
        if attempt.check_name in rules
    }
    answers = load_answers([each for each in attempts if may_be_marked(each, differing)])
    for attempt in attempts:
        names = differing.get(attempt.pk)
        if not names:
            yield attempt, attempt.outcome
        elif may_be_marked(attempt, differing):
            asked = rules[attempt.check_name]
            yield attempt, outcome_under(attempt, asked, names, answers[attempt.pk])
        else:
            yield attempt, None


def differing_rules(attempt: ScreeningAttempt, rules: Rules) -> set[str]:
    names = attempt.policy.keys() | rules.keys()
    return {name for name in names if attempt.policy.get(name) != rules.get(name)}


def may_be_marked(attempt: ScreeningAttempt, differing: Mapping[int, set[str]]) -> bool:
    """Whether the rules differ, and all that differ only judge what was answered."""
    names = differing.get(attempt.pk, set())
    return bool(names) and all(
        rule_of(attempt.check_name, name).judges and name in attempt.policy for name in names
    )


def load_answers(attempts: Sequence[ScreeningAttempt]) -> dict[int, list[ScreeningAnswer]]:
    found: dict[int, list[ScreeningAnswer]] = defaultdict(list)
    if attempts:
        given = ScreeningAnswer.objects.filter(attempt__in=attempts, answered_at__isnull=False)
        for answer in given.order_by("attempt", "position"):
            found[answer.attempt_id].append(answer)
    return found


def outcome_under(
    attempt: ScreeningAttempt, rules: Rules, names: set[str], answers: Sequence[ScreeningAnswer]
) -> str | None:
    if not answers:
        return implied_outcome(attempt, rules, names)
    check = CHECKS[attempt.check_name]
    marked = [
        Answered(each.item, each.given, check.is_correct(each.item, each.given, rules))
        for each in answers
    ]
    # Where the other rules would have stopped earlier, what came after does not count.
    first = len(marked) if attempt.check_name in WHOLE else 0
    for count in range(first, len(marked) + 1):
        try:
            step = check.next_step(seed=attempt.seed, policy=rules, answered=marked[:count])
        except BankTooSmall:  # the other rules would ask on
            return None
        if isinstance(step, Verdict):
            return step.outcome
    return None


def implied_outcome(attempt: ScreeningAttempt, rules: Rules, names: set[str]) -> str | None:
    """Without answers (erased, or a bot's): who passed passes easier rules, who failed no harder.

    Erasing thus wins nobody a second try at the same or at harder rules.
    """
    harder = [
        (rules[name] - attempt.policy[name]) * rule_of(attempt.check_name, name).judges > 0
        for name in names
    ]
    if attempt.outcome == PASSED:
        return None if any(harder) else attempt.outcome
    return attempt.outcome if all(harder) else None
