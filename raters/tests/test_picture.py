from __future__ import annotations

import io
from datetime import timedelta

import numpy as np
from django.test import TestCase
from django.utils.timezone import now
from PIL import Image as Pillow

from imgcodecs.blind import chunk_names
from raters.checks.colour import plate_of
from raters.checks.plates import draw_plate
from raters.models import ScreeningAnswer
from raters.testing import due_item, enter, make_attempt, make_bank


def read_pixels(sent) -> bytes:
    return Pillow.open(io.BytesIO(getattr(sent, "content", sent))).tobytes()


class PictureTest(TestCase):
    def begin(self, check: str) -> None:
        self.attempt = make_attempt(check)
        enter(self.client, self.attempt.rater)
        self.due = due_item(self.attempt)

    def fetch(self, name: str, position: int = 0):
        return self.client.get(f"{self.attempt.get_absolute_url()}{position}/{name}.png")

    def test_a_plate_is_served_for_ten_seconds_and_then_its_mask(self) -> None:
        self.begin("colour")
        seed = (self.attempt.seed, 0, 6)
        plate, mask = read_pixels(self.fetch("plate")), read_pixels(self.fetch("mask"))
        self.assertEqual(plate, read_pixels(draw_plate(plate_of(self.due.item), seed=seed)))
        self.assertEqual(read_pixels(self.fetch("plate")), plate)
        first_shown_at = ScreeningAnswer.objects.get().shown_at
        ScreeningAnswer.objects.update(shown_at=first_shown_at - timedelta(seconds=11))
        self.assertEqual(read_pixels(self.fetch("plate")), mask)
        page = self.client.get(self.attempt.get_absolute_url())
        self.assertContains(page, 'data-time-over="1"')

    def test_the_time_begins_with_the_picture_and_not_with_the_page_or_the_mask(self) -> None:
        self.begin("colour")
        self.client.get(self.attempt.get_absolute_url())
        self.fetch("mask")
        self.assertIsNone(ScreeningAnswer.objects.get().shown_at)
        before = now()
        self.fetch("plate")
        self.assertGreaterEqual(ScreeningAnswer.objects.get().shown_at, before)

    def test_candidates_are_the_original_and_another(self) -> None:
        make_bank()
        self.begin("artefact")
        original, first, second = (
            self.fetch(name).content for name in ("original", "first", "second")
        )
        same, other = (first, second) if self.due.item["original"] == "first" else (second, first)
        pixels = [np.array(Pillow.open(io.BytesIO(data))) for data in (original, same, other)]
        self.assertTrue(np.array_equal(pixels[0], pixels[1]))
        self.assertEqual(pixels[0].shape, pixels[2].shape)
        self.assertGreater(abs(pixels[0].astype(int) - pixels[2]).max(), 0)

    def test_only_the_item_that_is_due_is_served(self) -> None:
        self.begin("colour")
        for name, position in (("plate", 1), ("mask", 5), ("patch", 0), ("first", 0), ("x", 0)):
            with self.subTest(name=name, position=position):
                self.assertEqual(self.fetch(name, position).status_code, 404)
        self.client.post(
            self.attempt.get_absolute_url(), {"position": 0, "given": "5", "response_ms": 1}
        )
        self.assertEqual(self.fetch("plate").status_code, 404)
        self.begin("device")
        self.assertEqual(self.fetch("patch").status_code, 404)

    def test_nothing_is_kept_and_nothing_but_pixels_is_sent(self) -> None:
        make_bank()
        for check, names in (("colour", ("plate", "mask")), ("artefact", ("original", "first"))):
            self.begin(check)
            for name in names:
                response = self.fetch(name)
                self.assertIn("no-store", response["Cache-Control"])
                self.assertEqual(response["Content-Type"], "image/png")
                chunks = set(chunk_names(response.content))
                self.assertEqual(chunks, {"IHDR", "sRGB", "IDAT", "IEND"})

    def test_it_is_only_looked_at(self) -> None:
        self.begin("colour")
        url = f"{self.attempt.get_absolute_url()}0/plate.png"
        self.assertEqual(self.client.post(url).status_code, 405)
