from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from evalsite.encoding.views import add, photographs, run

app_name = "encoding"

# /studies/<slug>/stimuli/runs/<code>/ : one run
run_urls = [
    path("", run.run, name="run"),
    path("progress/", run.progress, name="progress"),
    path("stop/", run.stop, name="stop"),
    path("go-on/", run.resume, name="resume"),
    path("<str:name>", run.file, name="file"),
]

# /studies/<slug>/stimuli/ : from photographs to stimuli
stimuli_urls: list[URLPattern | URLResolver] = [
    path("add/", add.add, name="add"),
    path("estimate/", add.estimated, name="estimate"),
    path("start/", add.start, name="start"),
    path("upload/", photographs.upload, name="upload"),
    path("take/", photographs.take, name="take"),
    path("photographs/<uuid:code>.jpg", photographs.thumbnail, name="thumbnail"),
    path("photographs/<uuid:code>/remove/", photographs.remove, name="remove"),
    path("runs/<uuid:code>/", include(run_urls)),
]
urlpatterns = [path("studies/<slug:slug>/stimuli/", include(stimuli_urls))]
