"""Addresses of the supervision pages."""

from django.urls import path, register_converter

from portal.dashboards import views
from portal.dashboards.export import KINDS
from portal.dashboards.forecast import views as forecast
from portal.dashboards.holds import views as holds
from portal.dashboards.integrity import views as integrity
from portal.dashboards.score import views as score
from portal.dashboards.week import views as week


class FileKind:
    """csv or xlsx."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FileKind, "file_kind")
app_name = "supervision"
urlpatterns = [
    path("supervision/", views.page, name="page"),
    path("supervision/cases/", views.listed, name="cases"),
    path("supervision/forecast/", forecast.page, name="forecast"),
    path("supervision/holds/", holds.page, name="holds"),
    path("supervision/integrity/", integrity.page, name="integrity"),
    path("supervision/score/", score.page, name="score"),
    path("supervision/week/", week.page, name="week"),
    path("supervision/figures/<file_kind:kind>/", views.exported, name="export"),
    path("supervision/cases/<file_kind:kind>/", views.exported_cases, name="export-cases"),
]
