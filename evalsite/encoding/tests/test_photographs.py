"""Every file that is sent is kept, or refused by its name with the reason."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from evalsite.encoding.models import Photograph
from evalsite.encoding.receiving import name_source
from evalsite.encoding.tests.samples import add_photographs, address, begin, draw_file, upload
from evalsite.studies.stimuli.importing import import_stimuli
from evalsite.testing import make_manifest, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(client):
    study = make_study()
    client.force_login(study.owner)
    return study


def save(mode: str, kind: str, **options) -> bytes:
    written = io.BytesIO()
    Image.new(mode, (64, 64), 90 if mode == "L" else None).save(written, kind, **options)
    return written.getvalue()


def animate() -> bytes:
    more = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    return save("RGB", "WEBP", save_all=True, append_images=more, duration=90)


def test_photographs_are_kept_with_what_was_said_of_them(client, study) -> None:
    files = {"Straße am Meer (1).PNG": draw_file(0), "b.png": draw_file(1, width=40)}
    page = upload(client, study, files, category="town", attribution="A. Body, CC BY 4.0")
    assert "2 photographs kept." in page.content.decode()
    first, second = study.photographs.all()
    assert (first.name, first.file_name) == ("Straße_am_Meer_1", "Straße_am_Meer_1.png")
    assert first.path.read_bytes() == draw_file(0)
    assert (first.category, first.attribution) == ("town", "A. Body, CC BY 4.0")
    assert (second.width_px, second.height_px) == (40, 80)
    assert "A. Body, CC BY 4.0" in page.content.decode()


def test_every_bad_file_is_refused_by_name_and_the_good_one_kept(client, study, settings) -> None:
    settings.PHOTOGRAPH_MAX_MEGAPIXELS = 1
    refused = {
        "alpha.png": (save("RGBA", "PNG"), "alpha channel"),
        "press.jpg": (save("CMYK", "JPEG"), "CMYK"),
        "moving.webp": (animate(), "animated"),
        "cut.png": (draw_file(5)[:-4000], "cannot be read"),
        "huge.png": (draw_file(6, width=1100, height=1000), "1.1 megapixels"),
        "letter.png": (b"Dear reader,\n", "not an image in a format known here"),
        "empty.png": (b"", "the file is empty"),
        "dot.png": (draw_file(7, width=4, height=4), "at least 8 a side"),
    }
    files = {name: content for name, (content, _) in refused.items()}
    page = upload(client, study, {**files, "good.png": draw_file(8)}).content.decode()
    for name, (_, reason) in refused.items():
        (line,) = [part for part in page.split("</p>") if f"{name}: " in part]
        assert reason in line, line
    assert [photograph.name for photograph in study.photographs.all()] == ["good"]
    assert "/tmp/" not in page


def test_a_file_beyond_the_limit_is_dropped_while_it_arrives(client, study, settings) -> None:
    settings.PHOTOGRAPH_MAX_BYTES = 30_000
    files = {"large.png": draw_file(1, width=200, height=200), "small.png": draw_file(2)}
    assert len(files["large.png"]) > 70_000
    page = upload(client, study, files).content.decode()
    assert "large.png: the file has 0.1 MB, more than 0.0" in page
    assert [photograph.name for photograph in study.photographs.all()] == ["small"]


def test_a_study_takes_so_many_photographs_and_no_more(client, study, settings) -> None:
    settings.PHOTOGRAPHS_MAX = 2
    page = upload(client, study, {f"{n}.png": draw_file(n) for n in range(3)})
    assert "2.png: a study takes at most 2 photographs" in page.content.decode()
    assert study.photographs.count() == 2


def test_twins_are_refused(client, study, tmp_path) -> None:
    upload(client, study, {"a.png": draw_file(0)})
    page = upload(client, study, {"b.png": draw_file(0), "a.PNG": draw_file(1)}).content.decode()
    assert "b.png: it has the same pixels as “a”" in page
    assert "a.PNG: another photograph is called “a”" in page
    import_stimuli(study=study, manifest=make_manifest(tmp_path, sources=1))
    page = upload(client, study, {"s0.png": draw_file(9)}).content.decode()
    assert "s0.png: the study has a source “s0” with other pixels" in page
    assert study.photographs.count() == 1


def test_the_pages_script_sends_one_by_one_and_reads_the_refusals_at_the_end(client, study) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    for name, content in (("good.png", draw_file()), ("bad.png", b"no")):
        form = {"photographs": SimpleUploadedFile(name, content)}
        reply = client.post(address("upload", study), form, headers={"Accept": "application/json"})
        assert (reply.status_code, reply.content) == (204, b"")
    assert "bad.png: not an image" in client.get(address("add", study)).content.decode()


def test_a_photograph_is_removed_with_its_files(client, study, tmp_path) -> None:
    photograph, other = add_photographs(study, tmp_path)
    assert photograph.thumbnail_path.exists()
    client.post(address("remove", study, photograph.code))
    assert not photograph.folder.exists() and other.path.exists()
    assert list(Photograph.objects.all()) == [other]


def test_what_is_being_encoded_is_not_removed(client, study, tmp_path) -> None:
    photograph, _ = add_photographs(study, tmp_path)
    begin(study)
    page = client.post(address("remove", study, photograph.code), follow=True)
    assert "stop the run first" in page.content.decode() and photograph.path.exists()


def test_the_thumbnail_is_small(client, study, tmp_path) -> None:
    upload(client, study, {"wide.png": draw_file(1, width=900, height=300)})
    reply = client.get(address("thumbnail", study, study.photographs.get().code))
    with Image.open(io.BytesIO(b"".join(reply.streaming_content))) as opened:
        assert (opened.format, opened.size) == ("JPEG", (320, 107))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("cache.png", "cache_photograph"),  # the ladder's own folder
        ("..png", "photograph"),
        ("a/../../b.png", "b"),
        ("x" * 300 + ".png", "x" * 60),
        ("tab\there; rm.png", "tab_here_rm"),
    ],
)
def test_names_are_plain(given, name) -> None:
    assert name_source(given) == name


@pytest.mark.parametrize(
    "words",
    [
        {"category": "=1+1"},
        {"category": "@town"},
        {"category": "to\x07wn"},
        {"attribution": "A. Body\u202eydoB"},
    ],
)
def test_words_that_a_spreadsheet_would_compute_or_nobody_sees_are_refused(
    client, study, words
) -> None:
    page = upload(client, study, {"a.png": draw_file(1)}, **words).content.decode()
    assert "which a spreadsheet would compute" in page and not study.photographs.exists()


def test_no_source_begins_with_what_a_spreadsheet_would_compute() -> None:
    for name in ("-1.png", "=1+1.png", "+1.png", "@a.png", "--rf.png"):
        assert name_source(name)[0] not in "=+-@"
