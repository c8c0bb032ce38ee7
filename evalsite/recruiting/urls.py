from __future__ import annotations

from django.urls import include, path

from evalsite.recruiting.views import consent, hook, page, people, ways

app_name = "recruiting"

# /studies/<slug>/recruiting/ : a researcher's page, and what its forms do
recruiting_urls = [
    path("", page.recruiting, name="recruiting"),
    path("quotas/", page.quotas, name="quotas"),
    path("add/<slug:kind>/", ways.add, name="add"),
    path("ways/<int:number>/", ways.change, name="change"),
    path("ways/<int:number>/remove/", ways.remove, name="remove"),
    path("consent/choose/", consent.choose, name="choose_consent"),
    path("consent/write/", consent.write, name="write_consent"),
    path("erase/", people.erase, name="erase"),
]
urlpatterns = [
    path("studies/<slug:slug>/recruiting/", include(recruiting_urls)),
    path("hooks/prolific/", hook.prolific, name="hook"),
]
