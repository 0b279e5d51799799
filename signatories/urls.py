from django.urls import path

from signatories import views

urlpatterns = [path("convention/", views.convention, name="convention")]
