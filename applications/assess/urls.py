"""The address of the pre-assessment page."""

from django.urls import path

from applications.assess.views import assess

app_name = "assess"
urlpatterns = [path("", assess, name="page")]
