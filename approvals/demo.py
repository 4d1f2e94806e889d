"""The demo county's papers: the made-up notices on which its undertakings stand in place of permits."""

from __future__ import annotations

from datetime import date, datetime

from approvals.actions import record_paper

PAPERS = (
    "County permit-exemption notice, low voltage small and micro (demo)",
    "County permit-exemption notice, short high-voltage lines (demo)",
)
ISSUER = "新县行政审批主管部门(演示)"


def load(at: datetime) -> int:
    """Record the papers; again is once."""
    return sum(record_paper(document=name, issuer=ISSUER, valid_from=date(2021, 3, 1)) for name in PAPERS)
