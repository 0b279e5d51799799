"""The addresses of django-allauth that this portal has: nobody signs up, and an address is changed by
pages of the portal's own."""

from allauth.account import views
from django.urls import include, path, re_path

from correspondents.visitors import for_visitors

urlpatterns = for_visitors(
    [
        path("login/", views.login, name="account_login"),
        path("logout/", views.logout, name="account_logout"),
        path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
        path("password/change/", views.password_change, name="account_change_password"),
        path("password/reset/", views.password_reset, name="account_reset_password"),
        path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
        path(
            "password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"
        ),
        re_path(
            r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
            views.password_reset_from_key,
            name="account_reset_password_from_key",
        ),
        path("2fa/", include("allauth.mfa.urls")),
        path("inactive/", views.account_inactive, name="account_inactive"),
    ]
)
