from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from evalsite.icon import show_icon

urlpatterns = [
    path("", include("evalsite.studies.urls")),
    path("", include("evalsite.encoding.urls")),
    path("", include("evalsite.recruiting.urls")),
    path("", include("evalsite.live.urls")),
    path("", include("raters.urls")),
    path("", include("elo.urls")),
    path("accounts/login/", LoginView.as_view(template_name="login.html"), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    path("favicon.ico", show_icon, name="icon"),
]
handler400 = "evalsite.views.refuse_bad_request"
handler403 = "evalsite.views.refuse_forbidden"
handler404 = "evalsite.views.report_missing"
handler500 = "evalsite.views.report_failure"
