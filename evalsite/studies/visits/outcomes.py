"""What each end of a session means to the rater, in kind words, and what he is given for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evalsite.studies.models import Recruitment, Session, Study
from evalsite.studies.models.outcome import SCREENED_OUT
from evalsite.studies.visits.prolific import write_way_back
from evalsite.studies.visits.returning import fill_address, is_address
from raters.models import Channel
from raters.rules import Words

THANKS = gettext_lazy("Thank you")
DIFFERS = gettext_lazy("That says nothing about you: screens, light and settings differ a lot.")
PAID = gettext_lazy("Your time is paid as the invitation says.")
# outcome -> a title, then one sentence or more
ENDINGS = {
    "completed": (
        gettext_lazy("Done. Thank you!"),
        gettext_lazy("Every one of your answers has arrived. They help to make pictures smaller."),
    ),
    "no_consent": (
        gettext_lazy("That is fine"),
        gettext_lazy(
            "You chose not to take part; nothing further is stored. You may close this page."
        ),
    ),
    "device": (
        gettext_lazy("This screen does not fit the study"),
        gettext_lazy("The pictures could not be shown exactly on this screen."),
        DIFFERS,
        PAID,
    ),
    "screened_out_colour": (
        THANKS,
        gettext_lazy("These plates did not read as expected on your screen."),
        DIFFERS,
        PAID,
    ),
    "screened_out_artefact": (
        THANKS,
        gettext_lazy("The finest differences did not show on your screen."),
        DIFFERS,
        PAID,
    ),
    "failed_attention": (
        THANKS,
        gettext_lazy(
            "All your answers have arrived. Some pairs with a plain difference were answered "
            "the other way, and the study can only accept sessions above its limit."
        ),
    ),
    "withdrawn": (
        gettext_lazy("Your answers are deleted"),
        gettext_lazy(
            "You withdrew from this study. Every comparison you answered is gone for good."
        ),
    ),
    "timed_out": (
        gettext_lazy("Your time in this study has run out"),
        gettext_lazy(
            "You were away for longer than the study can wait; your place went to somebody else."
        ),
    ),
    "study_full": (
        gettext_lazy("This study has all the people it needs"),
        gettext_lazy(
            "Please go back to the page that invited you and give your place back. You may "
            "try again later in case one becomes free."
        ),
    ),
    "study_closed": (
        gettext_lazy("This study has ended"),
        gettext_lazy(
            "It closed while you were at it. Thank you: what you answered until then is kept."
        ),
        gettext_lazy(
            "Please go back to the page that invited you; if you hold a place, give it back."
        ),
    ),
}
OF_PAY = {"completed", "study_closed", *SCREENED_OUT}
# Behind an open link there is no page that invited anybody, and no place to give back there: the
# last sentence is another, or left out.
LAST_BY_OPEN_LINK: dict[str, tuple[Words, ...]] = {
    **dict.fromkeys(SCREENED_OUT, ()),
    "study_full": (gettext_lazy("You may try again later in case a place becomes free."),),
    "study_closed": (gettext_lazy("You may close this page."),),
}


@dataclass(frozen=True, slots=True)
class Ending:
    title: str
    words: str
    completion_code: str  # to type or paste at the panel; empty when there is none
    return_address: str  # the panel's page; empty when there is none
    pay: str = ""  # what it pays, where no panel's page says so
    open_link: bool = False


def describe_outcome(session: Session) -> Ending:
    code = draw_code(session) if session.outcome == Session.Outcome.COMPLETED else ""
    external_id = session.rater.external_id or ""
    ending = describe_ending(
        session.outcome, session.recruitment, external_id=external_id, code=code
    )
    if session.outcome == Session.Outcome.TIMED_OUT and session.at_work_since is None:
        return say_may_begin_anew(ending)
    return say_deleted(ending) if is_deleted_later(session) else ending


def is_deleted_later(session: Session) -> bool:
    """Whether the answers were taken back after the visit had ended: its outcome stands."""
    return session.withdrawn_at is not None and session.outcome != Session.Outcome.WITHDRAWN


def say_may_begin_anew(ending: Ending) -> Ending:
    words = _(
        "A place is held for a quarter of an hour until the first check is done, and yours was "
        "given on. Open your link again to begin anew: if a place is free, it is yours."
    )
    return replace(ending, words=words)


def say_deleted(ending: Ending) -> Ending:
    title, words = ending_words(Session.Outcome.WITHDRAWN)
    kept = _("What this visit pays stays as it was.")
    return replace(ending, title=title, words=f"{words} {kept}")


def describe_ending(
    outcome: str, way: Recruitment | None, *, external_id: str, code: str = ""
) -> Ending:
    """The words for an outcome, and what the way he came by gives for it.

    `code` is our own, for panels that expect none of theirs.
    """
    if way and way.channel.kind == Channel.Kind.OPEN:
        ending = describe_open(outcome, way, code=code)
    else:
        title, words = ending_words(outcome)
        ending = Ending(title, words, code, "")
    given = way.returns.get(outcome, "") if way else ""
    if is_address(given):
        back = fill_address(given, id=external_id, outcome=outcome, code=code)
        return replace(ending, completion_code="", return_address=back)
    if way and way.channel.kind == Channel.Kind.PROLIFIC:
        back = write_way_back(given) if given else ""
        return replace(ending, completion_code=given, return_address=back)
    return replace(ending, completion_code=given or code)


def describe_open(outcome: str, way: Recruitment, *, code: str) -> Ending:
    """For who came by an open link: the page says itself what a panel's page would."""
    title, *sentences = map(str, ENDINGS[outcome])
    sentences[-1:] = map(str, LAST_BY_OPEN_LINK.get(outcome, sentences[-1:]))
    return Ending(title, " ".join(sentences), code, "", say_pay(outcome, way.study), open_link=True)


def say_pay(outcome: str, study: Study) -> str:
    """What it pays, where somebody may wonder; who did not begin or withdrew does not."""
    if outcome not in OF_PAY:
        return ""
    if not study.pay:
        return _("Taking part in this study is not paid.")
    ask = {"pay": study.pay, "contact": study.contact or _("whoever sent you the link")}
    return _("What it pays: %(pay)s. If you have a question about it, ask %(contact)s") % ask


def draw_code(session: Session) -> str:
    """A completion code that nobody can tell before he has completed."""
    return salted_hmac("evalsite.completion", str(session.code)).hexdigest()[:8].upper()


def ending_words(outcome: str) -> tuple[str, str]:
    title, *sentences = map(str, ENDINGS[outcome])
    return title, " ".join(sentences)
