"""No page, header or script says what is right: none of them changes with the answer."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

from django.test import TestCase

import raters
from raters.models import ArtefactItem, ScreeningAnswer
from raters.testing import MEASURED, due_item, enter, make_attempt, make_bank, right_answer

CODES = ("item", "reference_code", "original_code", "coded_code")
SECRET = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')


def change_secrets(item: dict) -> dict:
    """Another item of the same look: everything different that a rater must not learn."""
    other = dict(item)
    for name in CODES:
        if name in item:
            other[name] = str(uuid.uuid4())
    if "original" in item:
        other["original"] = "second" if item["original"] == "first" else "first"
        other |= {"strength": 0.123, "source": "elsewhere"}
    if "digit" in item:
        other |= {"digit": 4 if item["digit"] == 2 else 2, "second": 7, "line": "protan"}
        other["kind"] = {"scored": "tritan", "tritan": "scored"}.get(item["kind"], item["kind"])
    if "shapes" in item:
        other["shapes"] = item["shapes"] % 7 + 1
    if item["kind"] in {"scored", "catch"} and "original" in item:
        other["kind"] = "catch" if item["kind"] == "scored" else "scored"
    return other


class BlindnessTest(TestCase):
    def view(self) -> tuple[str, dict]:
        response = self.client.get(self.attempt.get_absolute_url())
        headers = {name: text for name, text in response.headers.items() if name != "Expires"}
        return SECRET.sub(r"\1", response.content.decode()), headers

    def walk(self, check: str) -> int:
        """Answer a whole check, comparing every page with that of a changed item."""
        self.attempt = make_attempt(check)
        enter(self.client, self.attempt.rater)
        for count in range(40):
            due = due_item(self.attempt)
            if due is None:
                return count
            seen = self.view()
            self.check_names(seen[0] + json.dumps(seen[1]), due)
            same = ScreeningAnswer.objects.filter(pk=due.pk)
            same.update(item=change_secrets(due.item))
            self.assertEqual(self.view(), seen)
            same.update(item=due.item)
            self.answer(due)
        return 0

    def check_names(self, sent: str, due: ScreeningAnswer) -> None:
        secrets = [str(self.attempt.seed), "deutan", "protan", "tritan", "jpeg", "scored", "catch"]
        secrets += [str(due.item[n]) for n in (*CODES, "source") if n in due.item]
        for secret in secrets:
            self.assertNotIn(secret, sent.lower())

    def answer(self, due: ScreeningAnswer) -> None:
        data = {"position": due.position, "response_ms": 500}
        if due.item["kind"] == "screen":
            data["measured"] = json.dumps(MEASURED)
        else:
            data["given"] = right_answer(due.item)
        self.client.post(self.attempt.get_absolute_url(), data)

    def test_pages_do_not_depend_on_the_answers(self) -> None:
        make_bank()
        self.assertEqual(self.walk("device"), 3)
        self.assertEqual(self.walk("colour"), 14)
        self.assertEqual(self.walk("artefact"), 18)

    def test_picture_headers_do_not_depend_on_the_answers(self) -> None:
        make_bank()
        self.attempt = make_attempt("artefact")
        enter(self.client, self.attempt.rater)
        due_item(self.attempt)
        url = self.attempt.get_absolute_url()
        first, second = (
            dict(self.client.get(f"{url}0/{name}.png").headers) for name in ("first", "second")
        )
        for headers in (first, second):
            self.assertIn("Content-Length", headers)
            headers.pop("Expires")
        self.assertEqual(first, second)
        names = json.dumps(first)
        for item in ArtefactItem.objects.all():
            for code in (item.reference_code, item.original_code, item.coded_code):
                self.assertNotIn(str(code), names)

    def test_neither_length_nor_bytes_tell_which_candidate_is_the_original(self) -> None:
        make_bank()
        self.attempt = make_attempt("artefact")
        enter(self.client, self.attempt.rater)
        url = self.attempt.get_absolute_url()
        candidates, items = set(), 0
        while due := due_item(self.attempt):
            names = ("original", "first", "second")
            sent = [self.client.get(f"{url}{due.position}/{name}.png") for name in names]
            self.assertEqual(len({response["Content-Length"] for response in sent}), 1)
            self.assertEqual(int(sent[0]["Content-Length"]), len(sent[0].content))
            self.assertEqual(len({response.content for response in sent}), 3)
            # A candidate seen in an earlier item would give itself away as the original.
            candidates |= {response.content for response in sent[1:]}
            items += 1
            self.answer(due)
        self.assertEqual((items, len(candidates)), (18, 36))

    def test_scripts_and_sheets_know_nothing(self) -> None:
        folder = Path(raters.__file__).parent / "static"
        files = [path for path in folder.rglob("*") if path.is_file()]
        self.assertGreater(len(files), 5)
        for path in files:
            for word in ("jpeg", "av1", "vvc", "deutan", "protan", "tritan", "catch ", "correct"):
                self.assertNotIn(word, path.read_text().lower().replace("catch {", ""), path)
