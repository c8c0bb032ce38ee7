from __future__ import annotations

from django.urls import include, path

from evalsite.live.views import page

app_name = "live"

# /studies/<slug>/live/ : a researcher's page of a running study
live_urls = [
    path("", page.live, name="live"),
    path("now.json", page.now, name="now"),
    path("<slug:name>.csv", page.data, name="data"),
]
urlpatterns = [path("studies/<slug:slug>/live/", include(live_urls))]
