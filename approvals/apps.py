"""Government side: undertaking filings and parallel permits."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
