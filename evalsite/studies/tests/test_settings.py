from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.timezone import now

from evalsite.studies.models import Codec
from evalsite.studies.rules.policy import describe_policy, study_rules
from evalsite.studies.rules.settings_form import SettingsForm
from evalsite.studies.trials.schedule import votes_of_session
from evalsite.testing import make_open_study, make_study, make_user
from raters.policies import CHECKS

pytestmark = pytest.mark.django_db


def address(study) -> str:
    return reverse("studies:settings", args=[study.slug])


def filled(study, **changes):
    """What the form sends when nothing but these fields were touched."""
    form = SettingsForm(instance=study)
    sent = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    sent = {name: value for name, value in sent.items() if value is not False} | changes
    return {name: value for name, value in sent.items() if value is not None}


def test_saved_as_shown_a_draft_asks_nothing_of_its_own(client) -> None:
    study = make_study()
    client.force_login(study.owner)
    page = client.post(address(study), filled(study), follow=True)
    assert b"The settings are saved" in page.content
    study.refresh_from_db()
    assert (study.screening, study.allow_ties, study.use_trap_share) == ({}, True, 0.85)


def test_a_rule_that_is_off_or_on_is_a_box_to_tick(client) -> None:
    study = make_study()
    client.force_login(study.owner)
    box = 'type="checkbox" name="device-distance"'
    shown = client.get(address(study)).content.decode()
    assert box in shown and "checked" not in shown.split(box)[1].split(">")[0]
    client.post(address(study), filled(study, **{"device-distance": "on"}))
    study.refresh_from_db()
    assert study.screening == {"device": {"distance": 1}}
    assert "checked" in client.get(address(study)).content.decode().split(box)[1].split(">")[0]


def test_rules_of_checks_and_session_are_stored(client) -> None:
    study = make_study()
    client.force_login(study.owner)
    changes = {
        "colour-pass_at": CHECKS["colour"].policy["plates"],
        "artefact-limit": "0.55",
        "device-window_width_px": 1000,
        "trials_per_session": 60,
        "minutes": 25,
        "sessions_per_rater": 3,
        "away_minutes": 30,
        "accept_percent": 50,
        "use_percent": 90,
        "allow_ties": None,
        "sampler": "random",
    }
    client.post(address(study), filled(study, **changes))
    study.refresh_from_db()
    assert study.sampler == "random"
    assert study.screening == {
        "device": {"window_width_px": 1000},
        "colour": {"pass_at": CHECKS["colour"].policy["plates"]},
        "artefact": {"limit": 0.55},
    }
    assert (study.trials_per_session, study.minutes) == (60, 25)
    assert study.sessions_per_rater == 3
    assert (study.away_limit.total_seconds(), study.allow_ties) == (1800, False)
    assert (study.accept_trap_share, study.use_trap_share) == (0.5, 0.9)
    assert study_rules(study, "artefact")["limit"] == 0.55


def test_minutes_left_empty_are_what_the_comparisons_take(client) -> None:
    study = make_study(minutes=33)
    client.force_login(study.owner)
    client.post(address(study), filled(study, trials_per_session=100, minutes=""))
    study.refresh_from_db()
    assert (study.trials_per_session, study.minutes) == (100, 26)
    page = client.post(address(study), filled(study, trials_per_session=7, minutes=""))
    assert page.status_code == 400 and page.context["form"].errors.keys() == {"trials_per_session"}


@pytest.mark.parametrize("trials", [20, 70])
def test_how_many_comparisons_are_votes_is_said_where_they_are_set(client, trials) -> None:
    study = make_study(trials_per_session=trials)
    client.force_login(study.owner)
    votes = votes_of_session(trials)
    for where in (address(study), reverse("studies:new")):
        page = client.get(where).content.decode()
        assert f"{trials} comparisons {votes} are votes" in page or f"of {trials} {votes}" in page
    page = client.get(reverse("studies:opening", args=[study.slug])).content.decode()
    assert f"of them {votes} votes; the rest are traps, repeats and bias pairs" in page
    assert f"{trials} comparisons, of them {votes} votes" in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("sampler", "clever", "Select a valid choice. clever is not one of the available choices"),
        ("colour-pass_at", "40", "At most"),
        ("colour-pass_at", "-1", "greater than or equal to 1"),
        ("colour-pass_at", "", "required"),
        ("colour-second_form_at", "8", "Less than 8, as “Plates to read right” says."),
        ("artefact-limit", "nan", "Enter a number"),
        ("artefact-early_probability", "95", "less than or equal to 0.999"),
        ("artefact-items_least", "30", "At most 28, as “Pairs that count, at most” says."),
        ("artefact-pass_probability", "0.97", "At most 0.95, as “Passes early"),
        ("artefact-limit", "3", "less than or equal to 1"),
        ("device-window_width_px", "100", "greater than or equal to 880"),
        ("trials_per_session", "7", "greater than or equal to 20"),
        ("minutes", "6", "greater than or equal to 7"),
        ("sessions_per_rater", "0", "At least 1"),
        ("away_minutes", "0", "greater than or equal to 5"),
        ("use_percent", "40", "Not below what is accepted"),
        ("accept_percent", "101", "less than or equal to 100"),
    ],
)
def test_nonsense_is_told_beside_its_field_and_nothing_is_stored(
    client, field, value, said
) -> None:
    study = make_study()
    client.force_login(study.owner)
    page = client.post(address(study), filled(study, **{field: value}))
    assert page.status_code == 400
    assert any(said in error for error in page.context["form"].errors[field])
    assert said in page.content.decode() and "Not saved" in page.content.decode()
    study.refresh_from_db()
    assert (study.screening, study.use_trap_share) == ({}, 0.85)


def test_a_distance_at_least_is_told_from_one_at_most_only_where_both_are_set(client) -> None:
    study = make_study()
    client.force_login(study.owner)
    least, most = "device-distance_min_mm", "device-distance_max_mm"
    page = client.post(address(study), filled(study, **{least: 600, most: 500}))
    assert "At most 500" in page.context["form"].errors[least][0]
    client.post(address(study), filled(study, **{least: 600}))
    study.refresh_from_db()
    assert study.screening == {"device": {"distance_min_mm": 600}}


def test_every_rule_has_its_bounds_beside_its_field(client) -> None:
    study = make_study()
    client.force_login(study.owner)
    page = client.get(address(study)).content.decode()
    assert "Passes early if finer with a probability of" in page and "0.5 – 0.999" in page
    assert "10,000" not in page


def test_a_study_names_the_codec_it_is_about_among_its_own(client, tmp_path) -> None:
    study, other = make_study(), make_study()
    ours = Codec.objects.create(study=study, name="pico", label="PICO", position=0)
    theirs = Codec.objects.create(study=other, name="vvc", label="VVC", position=0)
    client.force_login(study.owner)
    assert b">PICO</option>" in client.get(address(study)).content, "its label, not its name"
    page = client.post(address(study), filled(study, test_codec=str(theirs.pk)))
    study.refresh_from_db()
    assert study.test_codec is None and b"Not saved" in page.content
    client.post(address(study), filled(study, test_codec=str(ours.pk)))
    study.refresh_from_db()
    assert study.test_codec == ours
    assert any("the study is about PICO" in line for line in describe_policy(study))


def test_once_open_the_rules_are_shown_in_words_and_a_late_form_is_refused(
    client, tmp_path
) -> None:
    draft = make_study()
    study = make_open_study(tmp_path, owner=draft.owner)
    client.force_login(study.owner)
    page = client.get(address(study)).content.decode()
    assert "Fixed since the study opened" in page and "<input" not in page.split("<main")[1]
    for line in describe_policy(study):
        assert line.split(";")[0] in page.replace("&#x27;", "'")
    sent = filled(draft, trials_per_session=60)
    page = client.post(address(study), sent, follow=True)
    assert b"Not changed: the study has been open" in page.content
    study.refresh_from_db()
    assert study.trials_per_session == 20


def test_the_policy_names_every_rule_of_every_check() -> None:
    study = make_study(screening={"artefact": {"limit": 0.55}}, sessions_per_rater=2)
    device, colour, artefact, session, pairs, _place, attention, _times = describe_policy(study)
    assert "screen at least this wide: 1280 pixels" in device
    assert f"plates to read right: {CHECKS['colour'].policy['pass_at']}" in colour
    assert "threshold must be finer than: 0.55 (0 is invisible, 1 obvious)" in artefact
    assert "20 comparisons, of them 10 votes" in session and "told 20 minutes" in session
    assert "at most 2 sessions a rater" in session
    assert pairs == "Pairs – the pair, source and sides asked least."
    assert "75% of the traps right, used with 85%" in attention


def test_a_rule_of_an_older_version_is_still_told(client) -> None:
    older = {"artefact": {"limit": 0.5, "an_older_rule": 3}}
    study = make_study(state="open", opened_at=now(), screening=older)
    assert "an older rule: 3" in describe_policy(study)[2]
    client.force_login(study.owner)
    for name in ("settings", "raters", "study"):
        assert client.get(reverse(f"studies:{name}", args=[study.slug])).status_code == 200


def test_nobody_else_sees_or_changes_them(client) -> None:
    study = make_study()
    assert "/accounts/login/" in client.get(address(study)).url
    assert "/accounts/login/" in client.post(address(study), filled(study)).url
    client.force_login(make_user())
    assert client.get(address(study)).status_code == 404
    assert client.post(address(study), filled(study, trials_per_session=60)).status_code == 404
    client.force_login(study.owner)
    assert client.delete(address(study)).status_code == 405


def test_the_tabs_lead_to_every_page_of_the_study(client) -> None:
    study = make_study()
    client.force_login(study.owner)
    own = [f"studies:{name}" for name in ("study", "settings", "raters", "opening")]
    for name in (*own, "recruiting:recruiting", "encoding:add", "elo:report"):
        page = client.get(reverse(name, args=[study.slug])).content.decode()
        tabs = page.split('<nav class="tabs"')[1].split("</nav>")[0]
        assert tabs.count("aria-current") == 1
        for other in (
            "studies:study",
            "studies:settings",
            "studies:raters",
            "recruiting:recruiting",
        ):
            assert f'href="{reverse(other, args=[study.slug])}"' in tabs
