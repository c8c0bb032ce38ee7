"""Nothing is lost and nothing doubled: the votes in the database against the clicks made."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from evalsite.studies.models import Study
from evalsite.studies.rules.opening import close_study
from evalsite.studies.visits.quotas import time_out
from evalsite.testing import make_open_study, make_session
from evalsite.tests.clicking import Clicks, answered, expect_told, leave_unanswered, skip_practice
from evalsite.tests.walking import see_both, shown_trial, trial_code, turn_pages, wait_until
from raters.tests.entering import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FULL = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }"
NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"


@pytest.fixture
def study(tmp_path) -> Study:
    return make_open_study(tmp_path)


@pytest.fixture
def clicks(study, live_server) -> Clicks:
    session = make_session(study)
    skip_practice(session)
    return Clicks(session, live_server.url)


def stay_offline(context: BrowserContext, clicks: Clicks, seconds: float) -> Page:
    page = clicks.open(context)
    clicks.answer(page, "1")
    clicks.expect_stored(page)
    shown_trial(page)
    context.set_offline(True)
    clicks.answer(page, "3")  # the pictures of the next are there already
    clicks.answer(page, "2")
    expect_told(page, "kept here")
    assert len(answered(clicks.session)) == 1
    page.wait_for_timeout(seconds * 1000)
    context.set_offline(False)
    clicks.expect_stored(page)
    clicks.answer(page, "1")
    clicks.expect_stored(page)
    return page


def test_answers_given_offline_arrive_when_the_network_is_back(context, clicks) -> None:
    stay_offline(context, clicks, 2)


@pytest.mark.slow
def test_thirty_seconds_offline_in_mid_trial(context, clicks) -> None:
    stay_offline(context, clicks, 30)


def test_a_reload_at_every_step(context, clicks) -> None:
    page = clicks.open(context)
    first = shown_trial(page)
    page.reload()  # before anything was seen
    assert shown_trial(page) == first
    see_both(page)
    page.reload()  # seen, not answered
    assert shown_trial(page) == first
    clicks.press(page, "1")
    page.reload()  # on its way
    clicks.expect_stored(page)
    shown_trial(page)
    context.set_offline(True)
    clicks.press(page, "3")
    context.set_offline(False)
    page.reload()  # waiting in the browser
    clicks.expect_stored(page)
    clicks.answer(page, "2")
    page.reload()  # the next pair on screen
    clicks.answer(page, "1")
    clicks.expect_stored(page)
    assert len(clicks.given) == 4


def test_double_clicks_hammered_keys_and_the_back_button_double_nothing(context, clicks) -> None:
    page = clicks.open(context)
    for number in range(2):
        code = str(shown_trial(page).code)
        see_both(page)
        if number:
            page.get_by_role("button", name="A is closer").dblclick()
        else:
            for key in "11311":
                page.keyboard.press(key)
        clicks.given[code] = "a"
        wait_until(lambda code=code: trial_code(page) != code, page)
    clicks.press(page, "1")
    page.goto(clicks.address + "/withdraw/")
    turn_pages(page.go_back, page)
    clicks.answer(page, "3")
    turn_pages(page.go_back, page, until="commit")
    turn_pages(page.go_forward, page)
    clicks.answer(page, "2")
    clicks.expect_stored(page)


def test_a_break_is_offered_and_what_was_answered_before_it_is_sent(context, clicks) -> None:
    page = clicks.open(context)
    shown_trial(page)
    assert page.locator("#compare").get_attribute("data-break-every") == "25"
    page.evaluate("document.querySelector('#compare').dataset.breakEvery = 2")
    clicks.answer(page, "1")
    code = clicks.press(page, "3")
    expect(page.locator("#pause")).to_contain_text("2 of 20 done. Rest your eyes")
    clicks.expect_stored(page)
    page.locator("#go-on").press("Enter")
    wait_until(lambda: trial_code(page) != code, page)
    clicks.answer(page, "2")
    clicks.expect_stored(page)


def test_back_after_the_end_is_the_end(context, clicks) -> None:
    leave_unanswered(clicks.session, 1)
    before = answered(clicks.session)
    page = clicks.open(context)
    clicks.press(page, "1")
    page.wait_for_url("**/done/")
    for turn in (page.go_back, page.go_forward):
        turn_pages(turn, page)
    page.goto(f"{clicks.address}{clicks.session.get_absolute_url()}compare/")
    page.wait_for_url("**/done/")
    clicks.given |= before
    clicks.expect_stored(page)


def test_two_tabs_take_turns_and_ask_each_pair_once(context, clicks) -> None:
    first = clicks.open(context)
    clicks.answer(first, "1")
    shown = shown_trial(first)
    second = clicks.open(context)
    assert shown_trial(second) == shown, "it goes on where the first one stood"
    expect(first.locator("#pause")).to_contain_text("goes on there")
    first.keyboard.press("1")
    clicks.answer(second, "3")
    clicks.answer(second, "2")
    first.bring_to_front()
    with first.expect_navigation():
        first.locator("#go-on").click()
    expect(second.locator("#pause")).to_contain_text("goes on there")
    clicks.answer(first, "1")
    clicks.expect_stored(first)
    assert len(clicks.given) == 4


def test_two_tabs_where_the_browser_has_no_locks(context, clicks) -> None:
    context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"
    )
    first, second = clicks.open(context), clicks.open(context)
    assert shown_trial(first) == shown_trial(second)
    clicks.answer(first, "1")
    second.bring_to_front()
    see_both(second)
    second.keyboard.press("3")  # the first answer stands
    wait_until(lambda: len(answered(clicks.session)) == 1, second)
    first.reload()
    clicks.answer(first, "2")
    clicks.expect_stored(first)
    second.wait_for_load_state("networkidle")


def test_what_answers_in_the_sites_place_has_acknowledged_nothing(context, clicks) -> None:
    page = clicks.open(context)
    replies = [
        {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to our hotel</h1>"},
        {"status": 200, "content_type": "application/json", "body": "{}"},
        {"status": 200, "content_type": "application/json", "body": "nothing"},
        {"status": 302, "headers": {"Location": "/"}},
        {"status": 404, "content_type": "text/html", "body": "no such page"},
        {"status": 400, "content_type": "application/json", "body": '{"error": 1}'},
        {"status": 503, "headers": {"Retry-After": "1"}},
        {"status": 429},
        {"status": 500, "content_type": "text/html", "body": "Oh no"},
    ]
    told = iter(replies)

    def stand_in(route: Route) -> None:
        reply = next(told, None)
        route.fulfill(**reply) if reply else route.continue_()

    context.route("**/vote/", stand_in)
    page.add_init_script("Math.random = () => -0.48")  # a fiftieth of the waiting
    page.reload()
    clicks.press(page, "1")
    expect_told(page, "kept here")
    assert not answered(clicks.session)
    clicks.expect_stored(page)
    assert next(told, None) is None


def test_a_browser_that_keeps_nothing_says_so_and_loses_nothing(context, clicks) -> None:
    context.add_init_script(FULL)
    page = clicks.open(context)
    clicks.answer(page, "1")
    clicks.expect_stored(page)
    shown_trial(page)
    context.set_offline(True)
    clicks.press(page, "3")
    expect_told(page, "this browser cannot keep your answers")
    context.set_offline(False)
    clicks.expect_stored(page)


def test_a_new_token_is_fetched_and_a_lost_cookie_is_waited_for(context, clicks) -> None:
    page = clicks.open(context)
    shown_trial(page)
    context.clear_cookies(name="csrftoken")  # as a log-in in another tab renews it
    clicks.answer(page, "3")
    clicks.expect_stored(page)
    (cookie,) = [each for each in context.cookies() if each["name"] == "sessionid"]
    context.clear_cookies(name="sessionid")
    clicks.press(page, "1")
    expect_told(page, "open for too long. Reload it")
    context.add_cookies([cookie])
    page.reload()
    clicks.expect_stored(page)


def test_a_refused_vote_is_asked_again_and_the_page_goes_on(context, clicks) -> None:
    page = clicks.open(context)
    refusal = {"taken": False, "problem": "times", "reason": "response_ms: expected a number"}
    page.route("**/vote/", lambda route: route.fulfill(status=400, json=refusal), times=1)
    code = clicks.press(page, "1")
    expect_told(page, "this pair comes once more")
    del clicks.given[code]
    for _ in range(12):  # those after it, until it is asked again
        clicks.answer(page, "1")
        if code in clicks.given:
            break
    assert code in clicks.given
    clicks.expect_stored(page)


def test_when_the_study_closes_the_page_moves_to_the_end(context, clicks) -> None:
    page = clicks.open(context)
    clicks.answer(page, "1")
    clicks.expect_stored(page)
    shown_trial(page)
    close_study(clicks.session.study)
    code = clicks.press(page, "3")
    page.wait_for_url("**/done/")
    expect(page.locator("h1")).to_have_text("This study has ended")
    del clicks.given[code]
    clicks.expect_stored(page)
    assert not page.evaluate("Object.keys(localStorage).length"), "nothing waits any more"


def test_who_timed_out_while_offline_leaves_what_he_answered(context, clicks) -> None:
    page = clicks.open(context)
    shown_trial(page)
    context.set_offline(True)
    clicks.press(page, "1")
    expect_told(page, "kept here")
    page.close()
    context.set_offline(False)
    time_out(clicks.session)
    page = clicks.open(context)
    page.wait_for_url("**/done/")
    clicks.expect_stored(page)
    wait_until(lambda: not page.evaluate("Object.keys(localStorage).length"), page)


def test_answers_of_an_earlier_visit_are_sent_by_the_next_one(context, clicks, study) -> None:
    page = clicks.open(context)
    shown_trial(page)
    context.set_offline(True)
    clicks.press(page, "1")
    expect_told(page, "kept here")
    page.close()
    context.set_offline(False)
    time_out(clicks.session)
    again = make_session(study, rater=clicks.session.rater, number=2)
    page = context.new_page()
    let_in(context, clicks.address, again.rater, clicks.session.code, again.code)
    page.goto(clicks.address + again.get_absolute_url())
    clicks.expect_stored(page)
    shown_trial(page)
    assert not answered(again)
