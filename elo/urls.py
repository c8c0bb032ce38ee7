from __future__ import annotations

from django.urls import path

from elo import views

app_name = "elo"

# /studies/<slug>/ : what the votes of a study say
urlpatterns = [
    path("studies/<slug:slug>/fit/", views.fit, name="fit"),
    path("studies/<slug:slug>/report/", views.report, name="report"),
    path("studies/<slug:slug>/report/<str:name>", views.report_file, name="report-file"),
]
