from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from evalsite.studies.models import Condition, Crop, Showing, Source, Stimulus, Study
from evalsite.studies.stimuli import importing
from evalsite.studies.stimuli.importing import ImportRefused, import_stimuli
from evalsite.studies.stimuli.publishing import Publisher
from evalsite.testing import ML_PICO, blur, draw_picture, make_manifest, make_open_study, make_study
from imgcodecs.blind import chunk_names, png_bytes, shown_path
from imgcodecs.sources import read_image

pytestmark = pytest.mark.django_db


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_it_imports_every_row_and_blinds_every_file(tmp_path, settings) -> None:
    study = make_study()
    count = import_stimuli(study=study, manifest=make_manifest(tmp_path / "in"))
    assert (count.sources, count.conditions, count.stimuli) == (2, 4, 8)
    rated = Stimulus.objects.filter(condition__role=Condition.Role.RATED)
    assert rated.count() == 8
    # Per source: the reference, four stimuli, the original as a candidate, and the trap.
    shown = files(settings.SHOWN_ROOT)
    assert len(shown) == 2 * (1 + 6)
    for path in shown:
        names = chunk_names(path.read_bytes())
        assert list(dict.fromkeys(names)) == ["IHDR", "sRGB", "IDAT", "IEND"]


def test_shown_pixels_are_the_decoded_pixels(tmp_path, settings) -> None:
    study = make_study(crop_width_px=64, crop_height_px=80)
    import_stimuli(study=study, manifest=make_manifest(tmp_path / "in", sources=1))
    for showing in Showing.objects.filter(stimulus__condition__name="av1@0.2"):
        crop = showing.crop
        rows = slice(crop.y_px, crop.y_px + 80)
        columns = slice(crop.x_px, crop.x_px + 64)
        decoded = read_image(tmp_path / "in" / "s0_av1_0.2.png")
        shown = read_image(shown_path(settings.SHOWN_ROOT, showing.file_code))
        assert (shown == decoded[rows, columns]).all()


def test_file_lengths_tell_nothing(tmp_path, settings) -> None:
    study = make_study()
    import_stimuli(study=study, manifest=make_manifest(tmp_path))
    import_stimuli(study=study, manifest=make_manifest(tmp_path, codecs=("jpeg",)))
    for crop in Crop.objects.all():
        codes = [crop.file_code, *crop.showings.values_list("file_code", flat=True)]
        files = [shown_path(settings.SHOWN_ROOT, code).read_bytes() for code in codes]
        assert len(files) == 1 + 6 + 2 and len({len(file) for file in files}) == 1
        # The reference and the original as a candidate are one picture in two different files.
        assert len(set(files)) == len(files)


def test_crops_are_drawn_from_the_seed(tmp_path) -> None:
    places = []
    for number, seed in enumerate([5, 5, 6]):
        study = make_study(crop_width_px=64, crop_height_px=64, crops_per_source=2, seed=seed)
        import_stimuli(study=study, manifest=make_manifest(tmp_path / str(number), sources=1))
        crops = Crop.objects.filter(source__study=study).order_by("index")
        places.append(list(crops.values_list("x_px", "y_px")))
    assert places[0] == places[1] != places[2]
    assert len(set(places[0])) == 2


def test_the_trap_is_plainly_visible(tmp_path) -> None:
    make_open_study(tmp_path)
    for trap in Stimulus.objects.filter(condition__role=Condition.Role.TRAP):
        assert trap.metrics["ssimulacra2"] <= 10 or trap.metrics["jpeg_quality"] == 1


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text.replace("codec,", "codek,", 1), "codek"),
        (lambda text: text.replace("s1_vvc_0.5.png", "gone.png"), "gone.png"),
        (lambda text: text.replace(",0.5,0.5\n", ",0.5,fast\n", 1), "bpp"),
        (lambda text: text + text.splitlines()[1] + "\n", "manifest.csv:10"),
    ],
)
def test_it_imports_nothing_when_one_line_is_wrong(damage, said, tmp_path, settings) -> None:
    study = make_study()
    manifest = make_manifest(tmp_path / "in")
    manifest.write_text(damage(manifest.read_text()))
    with pytest.raises(ImportRefused, match="manifest.csv:") as refusal:
        import_stimuli(study=study, manifest=manifest)
    assert said in str(refusal.value)
    assert not Source.objects.exists() and not files(settings.SHOWN_ROOT)


def test_it_refuses_a_wrong_size_by_name_and_line(tmp_path) -> None:
    manifest = make_manifest(tmp_path)
    (tmp_path / "s1_av1_0.5.png").write_bytes(png_bytes(draw_picture(1, height=97)))
    with pytest.raises(ImportRefused, match=r"manifest.csv:7: .*s1_av1_0.5.png.*96x97.*96x96"):
        import_stimuli(study=make_study(), manifest=manifest)


def test_it_refuses_a_broken_file_by_name_and_line(tmp_path) -> None:
    manifest = make_manifest(tmp_path)
    whole = (tmp_path / "s0_vvc_0.2.png").read_bytes()
    (tmp_path / "s0_vvc_0.2.png").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImportRefused, match=r"manifest.csv:4: .*s0_vvc_0.2.png"):
        import_stimuli(study=make_study(), manifest=manifest)


@pytest.mark.parametrize("deed", ["describe_stimulus", "match_condition"])
def test_a_failure_half_way_leaves_nothing(tmp_path, settings, monkeypatch, deed) -> None:
    calls, real = [], getattr(importing, deed)

    def fail_late(*given):
        calls.append(given)
        if len(calls) == 6:
            raise OSError("disk full")
        return real(*given)

    monkeypatch.setattr(importing, deed, fail_late)
    with pytest.raises(OSError, match="disk full"):
        import_stimuli(study=make_study(), manifest=make_manifest(tmp_path / "in"))
    assert not Source.objects.exists() and not files(settings.SHOWN_ROOT)


def test_images_are_written_before_the_database_is_locked(tmp_path, monkeypatch) -> None:
    """On SQLite a transaction of minutes would keep every rater's vote waiting."""
    outside = connection.in_atomic_block, len(connection.savepoint_ids)
    depths = []

    def look(self, image, real=Publisher.publish):
        depths.append((connection.in_atomic_block, len(connection.savepoint_ids)))
        return real(self, image)

    monkeypatch.setattr(Publisher, "publish", look)
    import_stimuli(study=make_study(), manifest=make_manifest(tmp_path))
    assert len(depths) == 14 and set(depths) == {outside}


def test_a_study_opened_while_images_were_written_gets_nothing(
    tmp_path, settings, monkeypatch
) -> None:
    study, real = make_study(), importing.store

    def open_before(*given):
        Study.objects.update(state="open", opened_at=study.created_at)
        real(*given)

    monkeypatch.setattr(importing, "store", open_before)
    with pytest.raises(ImportRefused, match="draft only"):
        import_stimuli(study=study, manifest=make_manifest(tmp_path / "in"))
    assert not Source.objects.exists() and not files(settings.SHOWN_ROOT)


def test_two_imports_of_one_source_at_a_time_end_with_one(tmp_path, settings, monkeypatch) -> None:
    study, real = make_study(), importing.store
    manifest, other = (
        make_manifest(tmp_path / name, sources=1, codecs=(name,)) for name in ("av1", "vvc")
    )

    def overtake(*given):
        monkeypatch.setattr(importing, "store", real)
        import_stimuli(study=study, manifest=other)
        real(*given)

    monkeypatch.setattr(importing, "store", overtake)
    with pytest.raises(ImportRefused, match="another import brought source 's0'"):
        import_stimuli(study=study, manifest=manifest)
    assert study.codecs.get().name == "vvc" and len(files(settings.SHOWN_ROOT)) == 5
    assert import_stimuli(study=study, manifest=manifest).stimuli == 2


def test_it_refuses_what_the_study_already_has(tmp_path) -> None:
    study, manifest = make_study(), make_manifest(tmp_path)
    import_stimuli(study=study, manifest=manifest)
    with pytest.raises(ImportRefused, match="already has source 's0'"):
        import_stimuli(study=study, manifest=manifest)


def test_a_further_codec_joins_known_sources_only_with_the_same_pixels(tmp_path) -> None:
    study = make_study()
    import_stimuli(study=study, manifest=make_manifest(tmp_path))
    import_stimuli(study=study, manifest=make_manifest(tmp_path, codecs=("jpeg",)))
    assert study.codecs.count() == 3 and study.sources.count() == 2
    more = make_manifest(tmp_path, codecs=("webp",))
    (tmp_path / "s0.png").write_bytes(png_bytes(blur(draw_picture(0), 1)))
    with pytest.raises(ImportRefused, match="other pixels"):
        import_stimuli(study=study, manifest=more)
    assert study.codecs.count() == 3


def test_it_refuses_an_open_study(tmp_path) -> None:
    study = make_open_study(tmp_path / "a")
    with pytest.raises(ImportRefused, match="draft only"):
        import_stimuli(study=study, manifest=make_manifest(tmp_path / "b", codecs=("jpeg",)))


def test_the_command_names_the_problem_and_fails(tmp_path) -> None:
    study, manifest = make_study(), make_manifest(tmp_path)
    manifest.write_text(manifest.read_text().replace("s0_av1_0.2.png", "gone.png"))
    with pytest.raises(CommandError, match=r"nothing imported\nmanifest.csv:2: .*gone.png"):
        call_command("import_stimuli", str(manifest), study=study.slug)
    with pytest.raises(CommandError, match="no study 'nope'"):
        call_command("import_stimuli", str(manifest), study="nope")


@pytest.mark.skipif(not ML_PICO.exists(), reason="the shared ml-pico images are not here")
def test_ml_pico_goes_in_but_for_the_scene_with_a_row_too_many(tmp_path) -> None:
    study = make_study(crop_width_px=512, crop_height_px=400)
    refused = import_scenes(study, tmp_path)
    assert list(refused) == ["todd-quackenbush-222"]
    assert (
        "vvc.png" in refused["todd-quackenbush-222"]
        and "720x440" in refused["todd-quackenbush-222"]
    )
    assert study.sources.count() == 7
    rated = Stimulus.objects.filter(condition__role=Condition.Role.RATED)
    assert rated.count() == 33  # 7 scenes of four codecs, five of them with BPG as well
    assert Study.objects.get(pk=study.pk).codecs.count() == 5


def import_scenes(study: Study, folder: Path) -> dict[str, str]:
    """Import every scene by a manifest of its own; returns the refusals by scene."""
    refused = {}
    for scene in sorted(path for path in ML_PICO.iterdir() if path.is_dir()):
        try:
            import_stimuli(study=study, manifest=write_scene_manifest(scene, folder))
        except ImportRefused as refusal:
            refused[scene.name] = str(refusal)
    return refused


def write_scene_manifest(scene: Path, folder: Path) -> Path:
    rates = json.loads((ML_PICO / "bpp_data.json").read_text())[scene.name]
    lines = ["source,reference,codec,decoded,bpp\n"]
    lines += [
        f"{scene.name},{scene / 'reference.png'},{codec},{scene / f'{codec}.png'},{bpp}\n"
        for codec, bpp in rates.items()
        if (scene / f"{codec}.png").exists()
    ]
    path = folder / f"{scene.name}.csv"
    path.write_text("".join(lines))
    return path
