"""Undertakings: only on a government paper, signed by the customer, restored afterwards."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile

from accounts.models import User
from accounts.refusals import Invalid, NotAllowed, Unmet, WrongStage
from accounts.roles import Role
from approvals import actions, demo
from approvals.filing import actions as filings
from approvals.models import Filing, Round
from approvals.rules import ExemptionBasis
from tests.approvals.conftest import NOON, PACKAGE, PAPER, officer


def file_it(filing, by, **terms):
    return filings.file_undertaking(filing.round_id, by=by, at=NOON, text_version="1", **terms)


def photo():
    return ContentFile(b"\xff\xd8\xff", name="restored.jpg")


def test_a_filed_undertaking_settles_the_round_without_waiting_for_the_restoration(filing, customer):
    assert file_it(filing, customer).stage == "FILED"
    assert Round.objects.get().is_settled


@pytest.mark.parametrize("basis", [None, "", "A paper nobody has"])
def test_without_a_government_paper_there_is_no_filing(case, basis):
    with pytest.raises(Unmet):
        actions.open_round(case, "FILING", [], PACKAGE, by=None, at=NOON, exemption_basis=basis)
    assert not Round.objects.exists()


def test_a_paper_on_file_is_found_by_its_name_and_kept_with_the_filing(case):
    demo.load(NOON)
    assert demo.load(NOON) == 0
    round_ = actions.open_round(case, "FILING", [], PACKAGE, by=None, at=NOON, exemption_basis=demo.PAPERS[0])
    assert (round_.filings.get().basis_document, round_.filings.get().basis_issuer) == (demo.PAPERS[0], demo.ISSUER)


@pytest.mark.parametrize(
    ("valid_until", "stands"), [(date(2026, 11, 24), True), (date(2026, 11, 23), False), (None, True)]
)
def test_the_paper_must_be_in_force_on_the_day_of_signing(case, customer, valid_until, stands):
    basis = ExemptionBasis("N", "I", date(2025, 1, 1), valid_until)
    round_ = actions.open_round(case, "FILING", [], PACKAGE, by=customer, at=NOON, exemption_basis=basis)
    if stands:
        assert file_it(round_.filings.get(), customer).stage == "FILED"
    else:
        with pytest.raises(Unmet):
            file_it(round_.filings.get(), customer)


def test_nobody_signs_in_the_customers_name(filing):
    for other in (User.objects.create(username="other"), officer("m", Role.MANAGER), None):
        with pytest.raises(NotAllowed):
            file_it(filing, other)


def test_an_earlier_signature_keeps_its_moment_and_a_later_one_is_not_believed(filing, customer):
    assert file_it(filing, customer, signed_at=NOON + timedelta(days=1)).signed_at == NOON


def test_receipt_and_photo_close_the_filing(filing, customer, clerk):
    file_it(filing, customer)
    with pytest.raises(Unmet):
        filings.close_filing(filing.pk, photo=photo(), by=clerk, at=NOON)
    filings.record_receipt(filing.pk, receipt_no="备2026-1", by=None, at=NOON)
    with pytest.raises(Unmet):
        filings.close_filing(filing.pk, photo=None, by=clerk, at=NOON)
    assert filings.close_filing(filing.pk, photo=photo(), by=clerk, at=NOON).stage == "RESTORED"


def test_an_empty_receipt_gets_a_sentence(filing, customer):
    file_it(filing, customer)
    with pytest.raises(Invalid):
        filings.record_receipt(filing.pk, receipt_no=" ", by=None, at=NOON)


def test_filing_twice_is_refused_and_filed_once(filing, customer):
    file_it(filing, customer)
    with pytest.raises(WrongStage):
        file_it(filing, customer)


def test_a_withdrawn_case_files_nothing(filing, customer):
    actions.cancel_round(filing.round_id, by=None, at=NOON)
    assert Filing.objects.get().stage == "CANCELLED"
    with pytest.raises(WrongStage):
        file_it(filing, customer)


def test_a_round_of_permits_has_no_undertaking(parallel, customer):
    with pytest.raises(WrongStage):
        filings.file_undertaking(parallel.pk, by=customer, at=NOON, text_version="1")


def test_a_case_without_permits_names_its_paper(case):
    round_ = actions.open_round(case, "FILING", [], PACKAGE, by=None, at=NOON, exemption_basis=PAPER)
    assert round_.timeline.events.get(machine="approvals.filing").data == {"basis": PAPER.document}
