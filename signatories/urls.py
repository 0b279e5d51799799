from django.urls import path

from signatories import views

urlpatterns = [
    path("convention/", views.convention, name="convention"),
    path("convention/texte-signe/<uuid:pk>/", views.signed_text, name="signed_text"),
]
