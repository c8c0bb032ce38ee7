"""The page's own measuring, run in Chromium under clocks and habits drawn at random."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.http import QueryDict

from evalsite.studies.forms import VoteForm
from evalsite.studies.models import Study

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROUNDS = 400
# Runs looking.js as it is, with a clock of our own; answers only where the page would let one.
MEASURE = """async ([rounds, least]) => {
    const { createLooking } = await import("/static/studies/looking.js");
    const real = performance.now.bind(performance);
    let clock = 0, tick = 1, state = 7;
    const draw = () => (state = (state * 16807) % 2147483647) / 2147483647;
    const pick = (list) => list[Math.floor(draw() * list.length)];
    performance.now = () => Math.floor(clock / tick) * tick;
    const pairs = [["a", "b"], ["original"]], singles = [["a"], ["b"], ["original"]];
    const found = [];
    for (let round = 0; round < rounds; round += 1) {
        clock = draw() * 1e7;
        tick = pick([0.005, 0.1, 1, 16.67, 100]);
        const atOnce = draw() < 0.3;
        const longest = pick([0.1, 30, 3000, 3e8]);
        const looking = createLooking({ leastMs: atOnce ? 500 : least });
        looking.see(atOnce ? ["a", "b"] : ["a"]);
        for (let step = 0; step < 300 && (step < 3 || !looking.sawBoth()); step += 1) {
            clock += draw() * longest;
            const deed = draw();
            if (deed < 0.1) dispatchEvent(new Event("screen-lost"));
            else if (deed < 0.2) dispatchEvent(new Event("screen-mended"));
            else if (deed < 0.3) dispatchEvent(new Event("blur"));
            else if (deed < 0.4) document.dispatchEvent(new Event("visibilitychange"));
            else looking.see(pick(atOnce ? pairs : singles));
        }
        const saw = looking.sawBoth();
        const sent = looking.finish();
        const texts = Object.entries(sent).map(([key, value]) => [key, String(value)]);
        if (saw) found.push({ atOnce, sent: Object.fromEntries(texts) });
    }
    performance.now = real;
    return found;
}"""


def test_the_site_takes_whatever_the_page_measures(page, live_server) -> None:
    page.goto(live_server.url + "/accounts/login/")
    found: list[dict[str, Any]] = page.evaluate(MEASURE, [ROUNDS, 100])
    assert len(found) > ROUNDS / 4
    assert {each["atOnce"] for each in found} == {True, False}
    for each in found:
        way = "side_by_side" if each["atOnce"] else "flip"
        fields = QueryDict(mutable=True)
        fields.update({"trial": str(uuid.uuid4()), "choice": "a", **each["sent"]})
        form = VoteForm(fields, study=Study(presentation=way))
        assert form.is_valid(), (form.errors, each)
        form.check_looking()
