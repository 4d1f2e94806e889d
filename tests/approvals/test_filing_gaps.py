"""What is missing of a filing: by the county's workdays, over holidays and shifted workdays. Without a database."""

from datetime import date

import pytest

from approvals.filing.models import Gap
from approvals.filing.rules import FilingFacts, gaps
from tests.deadlines.official import CALENDAR

DRAFT, FILED = "FILING_DRAFT", "FILED"


def missing(today, **facts):
    return {gap.value for gap in gaps(FilingFacts(**facts), CALENDAR, today=today)}


@pytest.mark.parametrize(
    ("opened", "today", "found"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), set()),
        (date(2026, 11, 24), date(2026, 11, 25), set()),
        (date(2026, 11, 24), date(2026, 11, 26), {"UNSIGNED"}),
        (date(2026, 11, 27), date(2026, 11, 30), set()),  # a weekend lies between
        (date(2026, 11, 27), date(2026, 12, 1), {"UNSIGNED"}),
        (date(2026, 9, 18), date(2026, 9, 20), set()),  # a Sunday that is worked
        (date(2026, 9, 18), date(2026, 9, 21), {"UNSIGNED"}),
        (date(2026, 9, 30), date(2026, 10, 8), set()),  # the long holiday
        (date(2026, 9, 30), date(2026, 10, 9), {"UNSIGNED"}),
    ],
)
def test_a_signature_is_missed_after_one_workday(opened, today, found):
    assert missing(today, stage=DRAFT, opened_on=opened) == found
    assert missing(today, stage=FILED, opened_on=opened, filed_on=opened) == {"NO_RECEIPT"} & {
        "NO_RECEIPT" if found else ""
    }


def test_works_that_have_begun_leave_no_grace():
    day = date(2026, 11, 24)
    assert missing(day, stage=DRAFT, opened_on=day, have_works_begun=True) == {"UNSIGNED"}


def test_a_paper_that_ended_is_missed_at_once_and_only_before_the_filing():
    day = date(2026, 11, 24)
    assert missing(day, stage=DRAFT, opened_on=day, is_basis_in_force=False) == {"PAPER_ENDED"}
    assert missing(day, stage=FILED, opened_on=day, filed_on=day, is_basis_in_force=False) == set()


@pytest.mark.parametrize(("today", "found"), [(date(2026, 12, 8), set()), (date(2026, 12, 9), {"NOT_RESTORED"})])
def test_the_photo_is_missed_ten_workdays_after_the_works(today, found):
    day = date(2026, 11, 24)
    assert missing(today, stage=FILED, opened_on=day, filed_on=day, has_receipt=True, built_on=day) == found


@pytest.mark.parametrize("stage", ["RESTORED", "CANCELLED"])
def test_of_a_closed_filing_nothing_is_missing(stage):
    facts = {"stage": stage, "opened_on": date(2026, 1, 5), "built_on": date(2026, 1, 5)}
    assert missing(date(2026, 11, 24), **facts) == set()
    assert set(Gap.values) == {"UNSIGNED", "PAPER_ENDED", "NO_RECEIPT", "NOT_RESTORED"}
