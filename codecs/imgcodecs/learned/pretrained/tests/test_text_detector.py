from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw, ImageFont

from imgcodecs.errors import CodecError
from imgcodecs.learned.pretrained import text_detector
from imgcodecs.learned.pretrained.text_detector import find_text, find_weights


def draw_sign() -> torch.Tensor:
    sign = Image.new("RGB", (250, 190), "#d8d0c0")
    ImageDraw.Draw(sign).text((40, 60), "Platform 9", "#202020", ImageFont.load_default(30))
    return torch.from_numpy(np.array(sign)).permute(2, 0, 1)[None] / 255


def test_it_finds_the_words_and_only_them() -> None:
    mask = find_text(draw_sign())
    assert mask.shape == (1, 1, 190, 250)
    assert mask[0, 0, 70:85, 60:160].mean() == 1
    assert mask[0, 0, 130:].sum() == 0


def test_a_plain_picture_has_no_text() -> None:
    assert find_text(torch.full((2, 3, 64, 64), 0.5)).sum() == 0


def test_it_says_how_to_get_the_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_detector, "PACKAGE", "no_such_package")
    with pytest.raises(CodecError, match="pip install --no-deps -r requirements-train.txt"):
        find_weights()


def test_it_refuses_weights_of_another_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(text_detector, "DIGEST", "0" * 64)
    with pytest.raises(CodecError, match="is not the one of version 3.10.0"):
        find_weights()
