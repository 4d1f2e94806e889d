"""The API address of the pre-assessment."""

from django.urls import path

from applications.assess.api import Assessments

urlpatterns = [path("assessments/", Assessments.as_view(), name="assessments")]
