"""Every address of the portal. What each one opens to whom is on its view; see docs/permissions.md."""

from django.urls import include, path

urlpatterns = [
    path("", include("journal.urls")),
    path("accounts/", include("allauth.urls")),
]
