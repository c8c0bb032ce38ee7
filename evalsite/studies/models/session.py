from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy

from evalsite.studies.models.outcome import FINISHED, Outcome
from evalsite.studies.models.study import Recruitment, Study
from raters.models import Rater

# A place is held so long for somebody who has passed no check yet, and for nobody longer than this
# and the time that the study lets him be away.
TO_BEGIN = timedelta(minutes=15)
LONGEST = timedelta(hours=6)
# Whether a visit has all the answers it will ever have, until they are taken back.
IS_WHOLE = ExpressionWrapper(
    Q(outcome__in=FINISHED, withdrawn_at=None), output_field=models.BooleanField()
)
NEEDED_FOR_A_VOTE = (
    "code",
    "last_seen_at",
    "finished_at",
    "withdrawn_at",
    "outcome",
    "accepted",
    "used",
    "unused_because",
    "rater__code",
    "rater__simulated",
    "study__state",
    "study__presentation",
    "study__allow_ties",
    "study__trials_per_session",
    "study__accept_trap_share",
    "study__use_trap_share",
)


class SessionQuerySet(models.QuerySet["Session"]):
    def running(self) -> SessionQuerySet:
        return self.filter(finished_at=None)

    def completed_or_running(self) -> SessionQuerySet:
        """Finished ones whose answers stay, and those still at it."""
        kept = Q(outcome=Session.Outcome.COMPLETED, withdrawn_at=None)
        return self.filter(kept | Q(finished_at=None))

    def for_a_vote(self) -> SessionQuerySet:
        """With what taking a vote needs and no more, and the row locked: asked for every vote."""
        needed = self.select_related("study", "rater").only(*NEEDED_FOR_A_VOTE)
        return needed.select_for_update(of=("self",))

    def holding_places(self) -> SessionQuerySet:
        """Sessions that count against the raters wanted: bots hold no places."""
        return self.completed_or_running().filter(rater__simulated=False)

    def overdue(self) -> SessionQuerySet:
        """Begun, never ended, and past the time their study allows.

        Opening a page is a sign of a rater, but not for ever; and of none who has done nothing yet.
        """
        # The subtraction's type must be said: a timestamp less a column's duration.
        away = ExpressionWrapper(now() - F("study__away_limit"), models.DateTimeField())
        ever = ExpressionWrapper(now() - LONGEST - F("study__away_limit"), models.DateTimeField())
        idle = Q(at_work_since=None, started_at__lt=now() - TO_BEGIN)
        return self.running().filter(Q(last_seen_at__lt=away) | Q(started_at__lt=ever) | idle)


class Session(models.Model):
    """One of a rater's visits to one study."""

    Outcome = Outcome

    class Unused(models.TextChoices):
        """Why the votes of a finished visit count in no analysis."""

        TRAPS = "traps", gettext_lazy("too few traps right to be used")
        TIMES = "times", gettext_lazy("the times sent add up to more than had passed")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="sessions")
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="sessions")
    recruitment = models.ForeignKey(
        Recruitment, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    number = models.PositiveSmallIntegerField(default=1)
    panel_session = models.CharField(
        max_length=100, blank=True, help_text="The panel's own name for the visit (SESSION_ID)."
    )
    seed = models.PositiveBigIntegerField(help_text="Draws order, sides and pairs. Secret.")
    started_at = models.DateTimeField(default=now, editable=False)
    last_seen_at = models.DateTimeField(default=now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(max_length=21, choices=Outcome.choices, blank=True, default="")
    accepted = models.BooleanField(null=True, help_text="Pay the rater.")
    used = models.BooleanField(null=True, help_text="Keep the votes in the analysis.")
    unused_because = models.CharField(
        max_length=5, choices=Unused.choices, blank=True, default="", editable=False
    )
    at_work_since = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the first check was passed."
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["study", "rater", "number"], name="session_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["study", "rater"],
                condition=Q(finished_at__isnull=True),
                name="rater_has_one_running_session",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", finished_at__isnull=True)
                | (~Q(outcome="") & Q(finished_at__isnull=False)),
                name="session_ends_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["study", "outcome"]),
            models.Index(fields=["panel_session"]),
        ]

    def __str__(self) -> str:
        return str(self.code)

    def get_absolute_url(self) -> str:
        return reverse("studies:visit", args=[self.code])

    @property
    def consent_purpose(self) -> str:
        """What ties a consent to this visit; withdrawing from one leaves the others alone."""
        return f"session {self.code.hex}"

    def note_at_work(self) -> None:
        """The first check is passed: the place is held on. Written once."""
        if self.at_work_since is None:
            self.at_work_since = now()
            running = Session.objects.running().filter(pk=self.pk, at_work_since=None)
            running.update(at_work_since=self.at_work_since)

    def finish(self, outcome: str) -> None:
        """End the visit, once; a visit that has ended keeps its outcome.

        The database decides between two that would end it: what was read before may be old.
        """
        running = Session.objects.running().filter(pk=self.pk, withdrawn_at=self.withdrawn_at)
        judged = {name: getattr(self, name) for name in ("accepted", "used", "unused_because")}
        running.update(outcome=outcome, finished_at=now(), **judged)
        self.refresh_from_db(fields=["outcome", "finished_at", "withdrawn_at", *judged])
