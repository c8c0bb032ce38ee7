"""Pictures of the item that is due, and of no other; address and headers say nothing about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from imgcodecs.blind import shown_path
from imgcodecs.padding import SLACK, pad_png, unpadded_length
from raters.answering import current_item, mark_shown
from raters.checks.colour import plate_of
from raters.checks.patches import draw_patch
from raters.checks.plates import draw_mask, draw_plate
from raters.models import ScreeningAnswer, ScreeningAttempt
from raters.views.owning import own_attempt

# The page takes a plate away after 4 s. Reloading gives no more time than a slow network needs.
PLATE_SERVED_FOR = timedelta(seconds=10)
# Drawn pictures are brought to a common length: more shapes make a longer file, and a plate that
# every eye reads a shorter one.
LENGTH_BYTES = {"device": 10_000, "colour": 140_000}
# Items of these kinds are done with the page alone.
WITHOUT_PICTURE = {"screen", "card", "blind_spot"}


def is_time_over(answer: ScreeningAnswer) -> bool:
    return answer.shown_at is not None and now() - answer.shown_at > PLATE_SERVED_FOR


def draw_due_patch(attempt: ScreeningAttempt, answer: ScreeningAnswer) -> bytes:
    item, seed = answer.item, (attempt.seed, answer.position, 8)
    return level(draw_patch(tone=item["tone"], shapes=item["shapes"], seed=seed), "device")


def draw_due_plate(attempt: ScreeningAttempt, answer: ScreeningAnswer) -> bytes:
    mark_shown(answer)
    if is_time_over(answer):
        return draw_due_mask(attempt, answer)
    return level(
        draw_plate(plate_of(answer.item), seed=(attempt.seed, answer.position, 6)), "colour"
    )


def draw_due_mask(attempt: ScreeningAttempt, answer: ScreeningAnswer) -> bytes:
    return level(draw_mask(seed=(attempt.seed, answer.position, 7)), "colour")


def level(picture: bytes, check: str) -> bytes:
    """The same pixels in a file of the check's own length, or of a multiple where that is short."""
    step = LENGTH_BYTES[check]
    return pad_png(picture, step * -(-(unpadded_length(picture) + SLACK) // step))


def read_original(attempt: ScreeningAttempt, answer: ScreeningAnswer) -> bytes:
    return read_bank_file(answer.item["reference_code"])


def read_first(attempt: ScreeningAttempt, answer: ScreeningAnswer) -> bytes:
    return read_candidate(answer, "first")


def read_second(attempt: ScreeningAttempt, answer: ScreeningAnswer) -> bytes:
    return read_candidate(answer, "second")


def read_candidate(answer: ScreeningAnswer, side: str) -> bytes:
    item = answer.item
    return read_bank_file(item["original_code" if item["original"] == side else "coded_code"])


def read_bank_file(code: str) -> bytes:
    return shown_path(settings.BANK_ROOT, UUID(code)).read_bytes()


# (check, name in the address) -> the picture's bytes
PICTURES: dict[tuple[str, str], Callable[[ScreeningAttempt, ScreeningAnswer], bytes]] = {
    ("device", "patch"): draw_due_patch,
    ("colour", "plate"): draw_due_plate,
    ("colour", "mask"): draw_due_mask,
    ("artefact", "original"): read_original,
    ("artefact", "first"): read_first,
    ("artefact", "second"): read_second,
}


@require_safe
@never_cache
def picture(request: HttpRequest, code: UUID, position: int, name: str) -> HttpResponse:
    attempt = own_attempt(request, code)
    answer = current_item(attempt, position)
    draw = PICTURES.get((attempt.check_name, name))
    if answer is None or draw is None or answer.item["kind"] in WITHOUT_PICTURE:
        raise Http404
    return HttpResponse(draw(attempt, answer), content_type="image/png")
