"""Every address of the portal. What each one opens to whom is on its view; see docs/permissions.md."""

from django.urls import include, path

from convention77 import offline, views

handler500 = "convention77.views.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("hors-ligne/", offline.offline, name="offline"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.web_manifest, name="web_manifest"),
    path("", include("journal.urls")),
    path("", include("signatories.urls")),
    path("", include("territory.urls")),
    path("", include("correspondents.urls")),
    path("", include("incidents.urls")),
    path("", include("referrals.urls")),
    path("", include("reports.urls")),
    path("", include("operation.urls")),
    path("accounts/", include("convention77.account_urls")),
]
