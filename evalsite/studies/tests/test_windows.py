from __future__ import annotations

import pytest
from django.contrib import admin

from evalsite.studies.models import Crop, Showing, Source, Stimulus
from evalsite.studies.stimuli.importing import ImportRefused, import_stimuli
from evalsite.studies.trials.windows import find_windows
from evalsite.testing import make_manifest, make_open_study, make_study, make_user

pytestmark = pytest.mark.django_db


def test_windows_of_an_open_study_are_read_once(tmp_path, django_assert_num_queries) -> None:
    study = make_open_study(tmp_path, manifest={"rates": (0.2, 0.5, 0.9)})
    with django_assert_num_queries(1):
        windows = find_windows(study)
    with django_assert_num_queries(0):
        assert find_windows(study) is windows
    assert [window.rated for window in windows.values()] == [6, 6]
    assert [window.pairs for window in windows.values()] == [15, 15]


def test_what_is_kept_can_never_change(tmp_path, rf) -> None:
    """Stimuli go into drafts only, and no form of the admin changes what raters are shown."""
    study = make_open_study(tmp_path)
    with pytest.raises(ImportRefused, match="stimuli go into a draft only"):
        import_stimuli(study=study, manifest=make_manifest(tmp_path / "more", sources=3))
    request = rf.get("/")
    request.user = make_user(is_staff=True, is_superuser=True)
    for model in (Crop, Showing, Source, Stimulus):
        shown = admin.site.get_model_admin(model)
        assert not shown.has_add_permission(request)
        assert not shown.has_change_permission(request)
        assert not shown.has_delete_permission(request)


def test_a_draft_is_read_anew(tmp_path) -> None:
    study = make_study()
    assert find_windows(study) == {}
    import_stimuli(study=study, manifest=make_manifest(tmp_path))
    assert len(find_windows(study)) == 2
