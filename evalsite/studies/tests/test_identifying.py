from __future__ import annotations

import pytest

from evalsite.studies.stimuli.identifying import read_settings
from evalsite.studies.stimuli.importing import ImportRefused, import_stimuli
from evalsite.testing import make_manifest, make_study

pytestmark = pytest.mark.django_db
SLOW = "preset=slow quality="


def state(manifest, *, version="", parameters=None):
    """State the version, and the parameters of each row, in a manifest that has neither."""
    head, *lines = manifest.read_text().splitlines()
    given = parameters or [f"{SLOW}{number}" for number in range(len(lines))]
    rows = [f"{line},{version},{words}" for line, words in zip(lines, given, strict=True)]
    manifest.write_text("\n".join([f"{head},version,parameters", *rows]) + "\n")
    return manifest


def test_only_a_stated_version_gives_the_name_of_a_program(tmp_path) -> None:
    study = make_study()
    import_stimuli(study=study, manifest=make_manifest(tmp_path / "a", codecs=("vvc", "pico")))
    ours = state(make_manifest(tmp_path / "b", codecs=("av1",)), version="libaom 3.15.1")
    import_stimuli(study=study, manifest=ours)
    labels = dict(study.codecs.values_list("name", "label"))
    assert labels == {"vvc": "VVC", "pico": "PICO", "av1": "AV1 (libaom)"}


@pytest.mark.parametrize("turned", [False, True])
def test_a_codec_of_another_version_never_joins_one_of_its_name(tmp_path, turned) -> None:
    theirs = make_manifest(tmp_path / "a", codecs=("vvc",), rates=(0.2,))
    ours = make_manifest(tmp_path / "b", codecs=("vvc",), rates=(0.5,))
    study, manifests = make_study(), [theirs, state(ours, version="vvenc 1.15")]
    first, second = reversed(manifests) if turned else manifests
    import_stimuli(study=study, manifest=first)
    with pytest.raises(ImportRefused) as refusal:
        import_stimuli(study=study, manifest=second)
    for said in ("codec 'vvc'", "no stated version", "'vvenc 1.15'", study.slug, "'vvc-apple'"):
        assert said in str(refusal.value)
    assert str(refusal.value).count("manifest.csv:") == 1, "told once, not a line a row"
    second.write_text(second.read_text().replace(",vvc,", ",vvc-apple,"))
    import_stimuli(study=study, manifest=second)
    assert set(study.codecs.values_list("name", flat=True)) == {"vvc", "vvc-apple"}


def test_a_codec_at_other_settings_never_joins_one_of_its_name(tmp_path) -> None:
    study = make_study()
    first, more, other = (
        state(
            make_manifest(tmp_path / str(rate), codecs=("vvc",), rates=(rate,)),
            version="vvenc 1.15",
            parameters=[f"preset={preset} quality={number}" for number in (30, 31)],
        )
        for rate, preset in ((0.2, "slow"), (0.3, "slow"), (0.5, "faster"))
    )
    import_stimuli(study=study, manifest=first)
    import_stimuli(study=study, manifest=more)  # quality alone may differ
    with pytest.raises(ImportRefused, match="'preset=faster'.*'preset=slow'"):
        import_stimuli(study=study, manifest=other)


def test_one_manifest_may_not_mix_them_either(tmp_path) -> None:
    mixed = state(
        make_manifest(tmp_path, sources=1, codecs=("vvc",)),
        parameters=["preset=slow quality=30", "preset=faster quality=31"],
    )
    study = make_study()
    with pytest.raises(ImportRefused, match=r"manifest.csv:3: codec 'vvc'.*at manifest.csv:2"):
        import_stimuli(study=study, manifest=mixed)
    assert not study.codecs.exists()


def test_settings_are_the_parameters_without_the_quality() -> None:
    assert read_settings("preset=slow quality=32") == "preset=slow"
    assert read_settings("quality=3") == read_settings("") == ""
