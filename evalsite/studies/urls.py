from __future__ import annotations

from django.urls import include, path

from evalsite.studies.views import (
    compare,
    flicker,
    image,
    join,
    new,
    opening,
    raters,
    settings,
    start,
    visit,
    vote,
    withdraw,
)

app_name = "studies"

# /visit/<code>/ : a rater's pages
visit_urls = [
    path("", visit.visit, name="visit"),
    path("flicker/", flicker.flicker, name="flicker"),
    path("compare/", compare.compare, name="compare"),
    path("block/", compare.block, name="block"),
    path("vote/", vote.vote, name="vote"),
    path("done/", visit.done, name="done"),
]

# /studies/<slug>/ : a researcher's pages
study_urls = [
    path("", start.study, name="study"),
    path("fitting/", start.fitting, name="fitting"),
    path("opening/", opening.opening, name="opening"),
    path("closing/", start.close, name="close"),
    path("settings/", settings.settings, name="settings"),
    path("raters/", raters.raters, name="raters"),
    path("raters/<slug:name>.csv", raters.data, name="raters-data"),
    path("raters/<uuid:code>/", raters.rater, name="rater"),
    path("change/<slug:deed>/", start.change, name="change"),
]

urlpatterns = [
    path("", start.start, name="start"),
    path("new/", new.new, name="new"),
    path("join/<uuid:code>/", join.join, name="join"),
    path("visit/<uuid:code>/", include(visit_urls)),
    path("withdraw/", withdraw.withdraw, name="withdraw"),
    path("i/<uuid:code>/<slug:name>.png", image.image, name="image"),
    path("studies/<slug:slug>/", include(study_urls)),
]
