from django.urls import path

from operation import views

urlpatterns = [
    path("administration/etat/", views.portal_state, name="portal_state"),
    path("administration/version/", views.portal_version, name="portal_version"),
    path("metrics", views.metrics, name="metrics"),
]
