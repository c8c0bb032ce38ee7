from __future__ import annotations

from django.urls import include, path

from raters import views

app_name = "raters"

# /check/<code>/
check_urls = [
    path("", views.check, name="check"),
    path("<int:position>/<slug:name>.png", views.picture, name="picture"),
]
urlpatterns = [path("check/<uuid:code>/", include(check_urls))]
