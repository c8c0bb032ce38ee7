from __future__ import annotations

from django.urls import include, path

from elo.views import fits, report

app_name = "elo"

# /studies/<slug>/fits/ : every fit of a study, a new one, two side by side
fits_urls = [
    path("", fits.fits, name="fits"),
    path("compare/", fits.compare, name="compare"),
    path("compare/<slug:name>.csv", fits.compare_data, name="compare-data"),
    path("<uuid:code>/report/", report.report, name="run-report"),
    path("<uuid:code>/report/<str:name>", report.report_file, name="run-report-file"),
]
# /studies/<slug>/ : what the votes of a study say
urlpatterns = [
    path("studies/<slug:slug>/fit/", fits.fit, name="fit"),
    path("studies/<slug:slug>/fits/", include(fits_urls)),
    path("studies/<slug:slug>/report/", report.report, name="report"),
    path("studies/<slug:slug>/report/<str:name>", report.report_file, name="report-file"),
]
