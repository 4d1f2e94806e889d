"""From a short line to the restored ground: the customer signs by code, we file, the works wait for nothing else."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import OneTimeCode
from applications.models import Application
from applications.works.undertaking import letter_for
from applications.works.watch import watch_filings
from approvals.models import ExemptionPaper, Filing, FilingAlarm
from notifications.models import Message
from tests.applications.journey import FACTORY, MONDAY, SMALL_SHOP, TERMS, surveyed
from tests.applications.steps import do
from tests.applications.test_http_journeys import Caller

FAR_FROM_SMALL = {**FACTORY, "dev_zone_level": "PROVINCIAL"}
UNSIGNED = {**SMALL_SHOP, "agrees_to_undertaking": False}
pytestmark = pytest.mark.django_db


def web(user):
    browser = Client()
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def waiting(cast):
    """A short line whose undertaking has not been signed."""
    cast.customer.phone = "13800000055"
    cast.customer.save()
    case = surveyed(cast, UNSIGNED)
    return do(cast, case, "start_works", by=case.manager, at=MONDAY + timedelta(hours=5), terms=TERMS)


def green_photo():
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(drawn, "JPEG")
    return SimpleUploadedFile("a.jpg", drawn.getvalue(), "image/jpeg")


def test_the_customer_signs_with_a_code_and_the_letter_is_filed(cast, waiting):
    address, browser = f"/applications/{waiting.number}/sign_undertaking/", web(cast.customer)
    assert "承诺" in browser.get(address).content.decode()
    codes = []
    from accounts.signals import code_issued

    def listen(sender, code, **facts):
        codes.append(code)

    code_issued.connect(listen)
    browser.post(f"{address}code/")
    code_issued.disconnect(listen)
    wrong = "000000" if codes[0] != "000000" else "111111"
    assert browser.post(address, {"code": wrong}).status_code == 422
    assert Filing.objects.get().stage == "FILING_DRAFT"
    assert browser.post(address, {"code": codes[0]}).status_code == 302
    filing = Filing.objects.get()
    assert (filing.stage, filing.signed_how, filing.letter.read()[:5]) == ("FILED", "code", b"%PDF-")
    assert browser.get(f"/applications/{waiting.number}/letters/undertaking/").status_code == 200
    assert OneTimeCode.objects.get().used_at


def test_nobody_else_signs(cast, waiting):
    address = f"/applications/{waiting.number}/sign_undertaking/"
    assert web(cast.manager).get(address).status_code == 403
    assert web(cast.manager).post(f"{address}code/").status_code == 403
    assert Filing.objects.get().stage == "FILING_DRAFT"


def test_the_letter_names_the_paper_its_issuer_and_its_dates(cast, waiting):
    letter = letter_for(waiting, Filing.objects.get())
    text = " ".join(line.text for section in letter.sections for line in section.lines)
    paper = ExemptionPaper.objects.get(document=Filing.objects.get().basis_document)
    assert paper.document in text
    assert paper.issuer in text
    assert "2021" in text
    assert "80 米" in text


def test_without_a_paper_on_file_nobody_hears_that_no_permit_is_needed(cast):
    ExemptionPaper.objects.all().delete()
    case = surveyed(cast)
    assert case.permits == "PARALLEL"
    assert web(cast.customer).get("/assess/?amount=60&purpose=business&distance=80").status_code == 200


def test_a_missing_signature_raises_the_alarm_once_and_the_case_shows_it(cast, waiting):
    assert watch_filings(at=MONDAY + timedelta(days=1)) == 0
    assert watch_filings(at=MONDAY + timedelta(days=3)) == 1
    assert watch_filings(at=MONDAY + timedelta(days=3)) == 0
    told = set(Message.objects.filter(template="filing-missing").values_list("recipient__username", flat=True))
    assert told == {"manager", "supervisor"}
    for address in (f"/room/{waiting.number}/filing/", "/room/filings/"):
        assert waiting.number in web(cast.works).get(address).content.decode()
    do(cast, waiting, "sign_undertaking", by=cast.customer, at=MONDAY + timedelta(days=3))
    assert not FilingAlarm.objects.open().exists()


def test_works_that_begin_without_the_receipt_raise_the_alarm_at_once(cast):
    case = surveyed(cast, FAR_FROM_SMALL)
    case = do(cast, case, "reply_on_site", by=case.manager, at=MONDAY + timedelta(hours=5), terms=TERMS)
    case = do(cast, case, "confirm_plan", by=cast.customer, at=MONDAY + timedelta(hours=6))
    filing = Filing.objects.get()
    assert (filing.stage, filing.receipt_no, FilingAlarm.objects.count()) == ("FILED", "", 0)
    do(cast, case, "start_grid_works", by=cast.works, at=MONDAY + timedelta(hours=7))
    assert list(FilingAlarm.objects.open().values_list("filing", "gap")) == [(filing.pk, "NO_RECEIPT")]


def test_a_program_enters_the_receipt_and_shows_the_restored_ground(cast):
    case = surveyed(cast)
    do(cast, case, "start_works", by=case.manager, at=MONDAY + timedelta(hours=5), terms=TERMS)
    intake, works, address = Caller(cast.intake), Caller(cast.works), f"applications/{case.number}/filing/"
    told = Caller(cast.customer).get(address).json()
    assert (told["stage"], told["actions"]) == ("FILED", [])
    assert intake.get(address).json()["actions"] == ["record_receipt"]
    assert works.post(f"{address}close_filing/").status_code == 409
    assert list(intake.post(f"{address}record_receipt/").json()["errors"]) == ["receipt_no"]
    assert Caller(cast.customer).post(f"{address}record_receipt/", {"receipt_no": "1"}).status_code == 404
    assert Caller(cast.meter).post(f"{address}record_receipt/", {"receipt_no": "1"}).status_code == 403
    assert intake.post(f"{address}record_receipt/", {"receipt_no": "备 1"}).json()["receipt_no"] == "备 1"
    assert intake.post(f"{address}throw_away/").status_code == 404
    assert list(works.post(f"{address}close_filing/").json()["errors"]) == ["photo"]
    answer = Client().post(
        f"/api/v1/{address}close_filing/", {"photo": green_photo()}, headers={**works.headers, "Idempotency-Key": "p1"}
    )
    assert (answer.json()["stage"], len(answer.json()["restoration_sha256"])) == ("RESTORED", 64)


def test_receipt_by_hand_and_a_photo_close_it(cast):
    case = surveyed(cast)
    do(cast, case, "start_works", by=case.manager, at=MONDAY + timedelta(hours=5), terms=TERMS)
    works, page = web(cast.works), f"/room/{case.number}/filing/"
    assert works.post(f"{page}close_filing/").status_code == 409
    assert web(cast.intake).post(f"{page}record_receipt/", {"receipt_no": ""}).status_code == 422
    assert web(cast.intake).post(f"{page}record_receipt/", {"receipt_no": "备 1"}).status_code == 302
    assert works.post(f"{page}close_filing/").status_code == 422
    text = SimpleUploadedFile("a.jpg", b"no photo", "image/jpeg")
    assert works.post(f"{page}close_filing/", {"photo": text}).status_code == 422
    assert works.post(f"{page}close_filing/", {"photo": green_photo()}).status_code == 302
    filing = Filing.objects.get()
    assert (filing.stage, len(filing.restoration_sha256)) == ("RESTORED", 64)
    assert works.get(f"{page}photo/").status_code == 200
    assert Application.objects.get().stage == "WORKS"
