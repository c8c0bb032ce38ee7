from __future__ import annotations

import pickle
import re
from pathlib import Path

import numpy as np
import pytest

from imgcodecs.cache import digest_image, make_key
from imgcodecs.errors import CodecError
from imgcodecs.external.catalogue import read_catalogue
from imgcodecs.external.tests.installing import install, make_repository
from imgcodecs.harness import code_image
from imgcodecs.metrics import psnr_db
from imgcodecs.registry import describe_codecs, load_codec
from imgcodecs.tests.pictures import open_photograph

TEMPLATES = [e.template for e in read_catalogue().values() if e.template]
NAMES = [template.name for template in TEMPLATES if not template.missing]
JOINT = [template.name for template in TEMPLATES if not template.missing and template.joint]
VERSIONS = {
    "vtm": "23.4",
    "ecm": "11.0ecm15.0",
    "av2": "AOMedia Project AV2 Encoder v1.0.0-14-gstand",
    "bpg": "0.9.8",
    "jpeg-ai": "JPEG_AI-1",
    "hific": "HIFIC-1",
    "dcvc-rt": "DCVC_RT-1",
    "mlicpp": "MLICPP-1",
}


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    install(tmp_path / "programs", monkeypatch)
    return tmp_path / "programs"


@pytest.mark.parametrize("shape", [(48, 64), (33, 17), (1, 1)])
@pytest.mark.parametrize("name", NAMES)
def test_round_trip_by_the_documented_command_line(name: str, shape: tuple[int, int]) -> None:
    image = open_photograph("astronaut.png", height=shape[0], width=shape[1])
    codec = pickle.loads(pickle.dumps(load_codec(name)))
    coded = code_image(codec, image, codec.quality.best)
    assert coded.decoded.shape == image.shape
    if min(shape) > 1:
        assert psnr_db(image, coded.decoded) >= 35


@pytest.mark.parametrize(
    ("name", "options", "least_db"),
    [
        ("vtm", {}, 40),
        ("vtm", {"chroma": "444"}, 48),
        ("ecm", {"chroma": "444"}, 48),
        ("av2", {}, 40),
        ("bpg", {}, 60),
    ],
)
def test_colour_is_kept_at_the_highest_quality(
    name: str, options: dict[str, str], least_db: float
) -> None:
    image = open_photograph("astronaut.png", height=211, width=255)
    codec = load_codec(name, **options)
    decoded = code_image(codec, image, codec.quality.best).decoded
    assert psnr_db(image, decoded) >= least_db
    assert np.abs(np.mean(decoded.astype(float) - image, axis=(0, 1))).max() < 0.5


@pytest.mark.parametrize("name", NAMES)
def test_quality_orders_size(name: str) -> None:
    image = open_photograph(height=40, width=40)
    codec = load_codec(name)
    low, high = (codec.quality.value_at(i) for i in (0, codec.quality.steps - 1))
    assert len(codec.encode(image, low)) < len(codec.encode(image, high))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_image_gives_the_same_bytes(name: str) -> None:
    image = open_photograph(height=16, width=16)
    codec = load_codec(name)
    assert codec.encode(image, codec.quality.best) == codec.encode(image, codec.quality.best)


def test_versions_are_those_the_programs_print(programs: Path) -> None:
    versions = {name: load_codec(name).version for name in NAMES}
    programs_own = {n: re.sub(r" \(set-up \w{8}\)$", "", v) for n, v in versions.items()}
    assert programs_own == VERSIONS


def test_the_version_of_a_repository_is_its_tag(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_repository(programs / "jpeg-ai", "IS-7.1")
    monkeypatch.delenv("IMGCODECS_JPEG_AI_VERSION")
    assert load_codec("jpeg-ai").version.startswith("IS-7.1 (set-up ")


def test_version_options_and_quality_decide_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = digest_image(open_photograph(height=8, width=8))

    def key(quality: float = 10, **options: str) -> str:
        return make_key(
            source_digest=digest, codec=load_codec("jpeg-ai", **options), quality=quality
        )

    keys = {key(), key(11), key(profile="main")}
    monkeypatch.setenv("IMGCODECS_JPEG_AI_VERSION", "2")
    assert len({*keys, key()}) == 4


def test_those_that_can_run_are_listed_first() -> None:
    rows = describe_codecs()
    runnable = [row.runnable for row in rows]
    assert runnable == sorted(runnable, reverse=True)
    assert {row.name for row in rows if row.runnable} >= set(NAMES)
    assert {row.name for row in rows if not row.runnable} >= {"pico", "mric", "c3-wd", "cdc", "tcm"}


@pytest.mark.parametrize(
    ("mischief", "message"),
    [
        ("exit", r"ended with status 1: loading \| cannot go on: out of memory"),
        ("nothing", "wrote no "),
        ("empty", "wrote an empty "),
    ],
)
@pytest.mark.parametrize("name", ["vtm", "bpg", *JOINT])
def test_a_failing_encoder_is_one_clear_line(
    name: str, mischief: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANDIN", mischief)
    image = open_photograph(height=16, width=16)
    codec = load_codec(name)
    with pytest.raises(CodecError, match=f"^{name}: [^\n]*{message}[^\n]*$"):
        codec.encode(image, codec.quality.best)


@pytest.mark.parametrize(
    ("name", "mischief", "message"),
    [
        ("av2", "exit", r"avmdec ended with status 1: loading \| cannot go on: out of memory"),
        ("av2", "nothing", "avmdec wrote no output.yuv"),
        ("av2", "empty", "avmdec wrote an empty output.yuv"),
        ("av2", "size", "cannot be read: 16x16 needs 768 bytes, got 770"),
        ("hific", "exit", "ended with status 1"),
        ("hific", "nothing", "wrote no output.png"),
        ("hific", "size", r"decoded to uint8 of shape \(17, 17, 3\)"),
        ("mlicpp", "size", r"decoded to uint8 of shape \(17, 17, 3\)"),
    ],
)
def test_a_failing_decoder_is_one_clear_line(
    name: str, mischief: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = open_photograph(height=16, width=16)
    codec = load_codec(name)
    if name not in JOINT:
        data = codec.encode(image, codec.quality.best)
        monkeypatch.setattr(type(codec), "encode", lambda self, image, quality: data)
    monkeypatch.setenv("STANDIN", mischief)
    with pytest.raises(CodecError, match=f"^{name}: [^\n]*{message}[^\n]*$"):
        code_image(codec, image, codec.quality.best)


def test_a_joint_codec_says_when_its_picture_is_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codec = load_codec("dcvc-rt")
    data = codec.encode(open_photograph(height=16, width=16), 40)
    monkeypatch.setenv("IMGCODECS_KEPT", str(tmp_path / "other"))
    with pytest.raises(CodecError, match="decodes only while it encodes.*encode the image again"):
        codec.decode(data)


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\x01\x10\x10rest"])
@pytest.mark.parametrize("name", ["vtm", "bpg", "jpeg-ai", "dcvc-rt"])
def test_a_broken_stream_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(CodecError, match=f"^{name}: "):
        load_codec(name).decode(data)
