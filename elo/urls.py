from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from elo.views import fits, report

app_name = "elo"

# A report, of one fit or of the latest, and the files beside it
report_urls = [
    path("", report.report, name="report"),
    path("<str:name>", report.report_file, name="report-file"),
]
# /studies/<slug>/fits/ : every fit of a study, a new one, two side by side
fits_urls: list[URLPattern | URLResolver] = [
    path("", fits.fits, name="fits"),
    path("compare/", fits.compare, name="compare"),
    path("compare/<slug:name>.csv", fits.compare_data, name="compare-data"),
    path("<uuid:code>/report/", include(report_urls)),
]
# /studies/<slug>/ : what the votes of a study say
urlpatterns = [
    path("studies/<slug:slug>/fit/", fits.fit, name="fit"),
    path("studies/<slug:slug>/fits/", include(fits_urls)),
    path("studies/<slug:slug>/report/", include(report_urls)),
]
