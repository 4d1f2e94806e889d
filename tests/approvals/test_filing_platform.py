"""A signed undertaking goes to the approval platform over HTTP; its receipt comes back by asking or by a call."""

import base64
from datetime import timedelta

import pytest

from accounts.roles import Role
from approvals import tasks
from approvals.filing import actions as filings
from approvals.filing.sealing import Seal, is_whole
from approvals.models import Filing, FilingAlarm, FilingHandover
from approvals.platform import filings as platform
from approvals.platform.actions import PATIENCE
from connectors.construction.wire import News, Word
from connectors.models import ShareLog
from notifications.models import Message
from sealing import suite
from tests.approvals.conftest import NOON, officer
from tests.approvals.test_desk import at
from tests.approvals.test_filings import file_it, photo
from tests.approvals.test_platform import call, told

LETTER = b"%PDF-1.7 the undertaking"


@pytest.fixture
def filed(filing, customer):
    return file_it(filing, customer, letter=LETTER, how="code")


def test_the_letter_is_kept_with_its_hash_and_goes_out_once(filed, simulators):
    tasks.platform()
    tasks.platform()
    kept = simulators.systems["construction"].packages
    assert list(kept) == [f"filing-{filed.pk}"]
    assert kept[f"filing-{filed.pk}"]["sha256"] == filed.letter_sha256
    assert kept[f"filing-{filed.pk}"]["facts"]["route_length_m"] == "180.5"
    assert ShareLog.objects.get().basis == platform.LAWFUL


def test_the_receipt_comes_by_asking(filed, simulators):
    tasks.platform()
    platform.poll(FilingHandover.objects.get().pk, at=NOON)
    assert Filing.objects.get().receipt_no == "备案回执(演示)1号"
    assert FilingHandover.objects.get().verified_at


def test_the_receipt_comes_by_a_signed_call_and_the_first_one_stands(filed, simulators):
    simulators.turn("construction", quiet=True, says_of_filings="")
    tasks.platform()
    for number in ("7", "8"):
        answer, _headers = call(
            {**told(filed), "reference": f"filing-{filed.pk}", "word": "RECEIPT", "document_no": number}
        )
        assert answer.json() == {"known": True}
    assert Filing.objects.get().receipt_no == "7"


@pytest.mark.parametrize("reference", ["filing-999999", "permit-1", "filing-x"])
def test_a_receipt_of_nothing_of_ours_changes_nothing(filed, reference):
    assert not platform.hear(News("n", reference, 1, Word.RECEIPT, "7"), at=NOON)


def test_a_decision_said_of_a_filing_changes_nothing(filed, simulators):
    tasks.platform()
    answer, _headers = call({**told(filed), "reference": f"filing-{filed.pk}"})
    assert answer.json() == {"known": False}
    assert Filing.objects.get().stage == "FILED"


def test_a_platform_that_is_down_is_given_up_and_a_person_sends_again(filed, simulators, clerk):
    simulators.turn("construction", down=True)
    for _attempt in range(PATIENCE):
        platform.push(filed.pk, at=NOON)
    row = FilingHandover.objects.given_up().get()
    assert "XC1" in at(clerk).get("/operations/platform/").content.decode()
    assert at(clerk).post(f"/operations/platform/filings/{row.pk}/again/").status_code == 302
    simulators.turn("construction", down=False)
    tasks.platform()
    assert FilingHandover.objects.get().platform_no == f"BA-filing-{filed.pk}"


def test_an_alarm_is_raised_once_told_to_the_supervisors_and_cleared_by_the_receipt(filed):
    officer("supervisor", Role.SUPERVISOR)
    for _again in range(2):
        filings.raise_alarm(filed.pk, "NO_RECEIPT", have_works_begun=True, at=NOON)
    assert FilingAlarm.objects.open().count() == Message.objects.filter(template="filing-missing").count() == 1
    filings.record_receipt(filed.pk, receipt_no="9", by=None, at=NOON + timedelta(days=1))
    assert not FilingAlarm.objects.open().exists()
    filings.close_filing(filed.pk, photo=photo(), by=officer("works", Role.WORKS), at=NOON, sha256="00")
    assert Filing.objects.get().restoration_sha256 == "00"


@pytest.mark.parametrize(("name", "algorithm"), [("international", "Ed25519"), ("national", "SM2")])
def test_a_filed_letter_is_sealed_with_the_suite_in_use_and_the_seal_goes_with_it(
    filing, customer, simulators, settings, name, algorithm
):
    settings.CRYPTO_SUITE = name
    settings.SEAL_KEY = base64.b64encode(suite(name).new_key()).decode()
    settings.CONNECTORS["construction"]["suite"] = name  # the calls themselves are signed with it too
    row = file_it(filing, customer, letter=LETTER)
    seal = Seal(row.seal, row.sealed_with, row.sealed_by)
    assert seal.sealed_with == algorithm
    assert is_whole(LETTER, seal)
    assert not is_whole(LETTER + b" ", seal)
    tasks.platform()
    assert simulators.systems["construction"].packages[f"filing-{row.pk}"]["seal"] == row.seal
    settings.CONNECTORS["construction"]["suite"] = "international"
