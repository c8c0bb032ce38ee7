"""Answers on the trial page, each written down, to hold against what the database has."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page, expect

from evalsite.studies.models import Session, Vote
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.tests.walking import go_on, see_both, shown_trial, trial_code, wait_until
from raters.tests.entering import let_in

CHOICES = {"1": "a", "2": "tie", "3": "b"}


@dataclass(slots=True)
class Clicks:
    """What one rater answered, in whichever tab."""

    session: Session
    address: str
    given: dict[str, str] = field(default_factory=dict)  # trial code -> choice

    def open(self, context: BrowserContext) -> Page:
        let_in(context, self.address, self.session.rater, self.session.code)
        page = context.new_page()
        page.goto(self.address + self.session.get_absolute_url())
        return page

    def press(self, page: Page, key: str) -> str:
        """Answer the pair on screen, and write it down; returns its code."""
        code = str(shown_trial(page).code)
        see_both(page)
        page.keyboard.press(key)
        self.given[code] = CHOICES[key]
        return code

    def answer(self, page: Page, key: str) -> None:
        """The same, and wait until the page has gone on from it."""
        code = self.press(page, key)
        wait_until(lambda: trial_code(page) != code or go_on(page) and False, page)

    def expect_stored(self, page: Page) -> None:
        """Every click is one vote, and every vote one click."""
        wait_until(lambda: self.stored() == self.given, page)
        assert self.votes().count() == len(self.given)

    def stored(self) -> dict[str, str]:
        return {
            str(code): choice for code, choice in self.votes().values_list("trial__code", "choice")
        }

    def votes(self):
        return Vote.objects.filter(trial__session=self.session, trial__position__gte=0)


def skip_practice(session: Session) -> None:
    for trial in unanswered_trials(session)[:3]:
        record_vote(trial=trial, choice=trial.expected, seen=Seen(response_ms=1000))


def leave_unanswered(session: Session, count: int) -> None:
    """Answer all of a session but its last trials."""
    last = session.study.trials_per_session - count
    while trials := [each for each in unanswered_trials(session) if each.position < last]:
        for trial in trials:
            record_vote(trial=trial, choice=trial.expected or "a", seen=Seen(response_ms=1000))


def answered(session: Session) -> dict[str, str]:
    """What the database has: a trial has one vote at the most, by its unique constraint."""
    votes = Vote.objects.filter(trial__session=session, trial__position__gte=0)
    return {str(vote.trial.code): vote.choice for vote in votes.select_related("trial")}


def expect_told(page: Page, words: str) -> None:
    expect(page.locator("#hint")).to_contain_text(words)
