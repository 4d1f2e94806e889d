"""Packages: whole ones go, one that lacks an entry holds up nobody, and an answer may bring a paper."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals import actions
from approvals.models import PermitPaper, Round
from approvals.package.rules import content_type, fingerprint
from deadlines.models import Clock
from tests.approvals.conftest import NOON, PACKAGE, permit
from tests.approvals.test_desk import at


@pytest.fixture
def lacking(case):
    """A round whose packages say nothing of the works."""
    package = {**PACKAGE, "works": ""}
    round_ = actions.open_round(case, "PARALLEL", ["PLANNING", "GREENING"], package, by=None, at=NOON)
    return actions.submit_packages(round_.pk, by=None, at=NOON)


def test_a_package_that_lacks_an_entry_stays_with_us_and_no_clock_runs(lacking, clerk):
    assert {row.stage for row in lacking.permits.all()} == {"PACKAGE_DRAFT"}
    assert not Clock.objects.filter(kind="C2").exists()
    first, second = lacking.permits.order_by("pk")
    browser = at(clerk)
    for row, is_running in ((first, False), (second, True)):
        told = browser.post(f"/api/v1/permits/{row.pk}/complete/", {"works": "cable"})
        assert (told.status_code, told.json()["stage"]) == (200, "SUBMITTED_TO_GOV")
        assert Clock.objects.filter(kind="C2").exists() == is_running
    assert Round.objects.get().complete_at > NOON


def test_the_clock_starts_with_the_last_package_and_not_with_the_first(case, clerk):
    round_ = actions.open_round(case, "PARALLEL", ["PLANNING", "GREENING"], PACKAGE, by=None, at=NOON)
    later = round_.permits.order_by("pk").last()
    later.package = {}
    later.save()
    actions.submit_packages(round_.pk, by=None, at=NOON)
    assert [row.stage for row in round_.permits.order_by("pk")] == ["SUBMITTED_TO_GOV", "PACKAGE_DRAFT"]
    later.package = PACKAGE
    later.save()
    actions.submit_packages(round_.pk, by=clerk, at=NOON + timedelta(days=1))
    clock = Clock.objects.get(kind="C2")
    assert (clock.started_at, clock.legal_limit_workdays) == (NOON + timedelta(days=1), 20)


def test_an_answer_brings_a_paper_that_the_authority_opens_and_no_other(parallel, clerk, desks):
    row = permit(parallel, "PLANNING")
    actions.request_correction(row.pk, missing="1:500 map", by=desks["planning"], at=NOON)
    address = f"/api/v1/permits/{row.pk}/supplement/"
    wrong = SimpleUploadedFile("map.pdf", b"MZ a programme", "application/pdf")
    assert at(clerk).post(address, {"answer": "attached", "paper": wrong}).status_code == 400
    good = SimpleUploadedFile("map.pdf", b"%PDF-1.7 a map", "application/pdf")
    assert at(clerk).post(address, {"answer": "attached", "paper": good}).status_code == 200
    paper = PermitPaper.objects.get()
    page = at(desks["planning"]).get(f"/desk/{row.pk}/").content.decode()
    assert "attached" in page
    assert f"/desk/{row.pk}/papers/{paper.pk}/" in page
    got = at(desks["planning"]).get(f"/desk/{row.pk}/papers/{paper.pk}/")
    assert (got["Content-Type"], b"".join(got)) == ("application/pdf", b"%PDF-1.7 a map")
    assert at(desks["greening"]).get(f"/desk/{row.pk}/papers/{paper.pk}/").status_code == 404


def test_an_answer_without_words_gets_a_sentence(parallel, clerk):
    row = permit(parallel, "PLANNING")
    actions.request_correction(row.pk, missing="map", by=None, at=NOON)
    assert at(clerk).post(f"/api/v1/permits/{row.pk}/supplement/", {"answer": ""}).status_code == 400


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b"%PDF-1.4", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"PK\x03\x04", ""), (b"", "")],
)
def test_a_file_is_known_by_its_first_bytes(head, kind):
    assert content_type(head) == kind


def test_the_fingerprint_does_not_hang_on_the_order_of_the_entries():
    assert fingerprint({"a": 1, "b": "新"}) == fingerprint({"b": "新", "a": 1}) != fingerprint({"a": 1, "b": ""})
