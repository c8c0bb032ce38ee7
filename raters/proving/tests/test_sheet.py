from __future__ import annotations

import io
from unittest.mock import patch

import numpy as np
from PIL import Image as Pillow

from raters.proving import colour
from raters.proving.sheet import draw_sheet


def test_the_contact_sheet_shows_plates_as_several_eyes_see_them() -> None:
    data = draw_sheet(seed=1)
    with Pillow.open(io.BytesIO(data)) as opened:
        sheet = np.asarray(opened.convert("RGB"))
    assert sheet.shape[1] > 700 and len(np.unique(sheet.reshape(-1, 3), axis=0)) > 1000
    assert data == draw_sheet(seed=1)


def test_the_proof_leaves_the_sheet_among_the_pictures(tmp_path) -> None:
    with patch.object(colour, "draw_sheet", return_value=b"a sheet"):
        colour.prove(raters=1, seed=1, workers=1, pictures=tmp_path)
    assert (tmp_path / "plates.png").read_bytes() == b"a sheet"
