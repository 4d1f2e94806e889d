"""A village hands in one file: read in any usual form, told row by row what is wrong, submitted once and followed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

import applications.batch.actions as batches
from accounts.models import User
from accounts.signin.actions import welcome_customer
from applications.batch.columns import COLUMNS, IS_ROUNDED
from applications.batch.models import Batch, BatchRow
from applications.models import Application
from notifications.models import Message
from tests.applications.journey import MONDAY, Cast, person
from tests.applications.test_http_journeys import Caller

HEADING = [column.zh for column in COLUMNS]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(n: int) -> str:
    """A number with a right check digit that belongs to nobody: born in 1900."""
    head = f"4115231900010{n // 1000 % 9 + 1}{n % 1000:03d}"
    return head + "10X98765432"[sum(int(d) * w for d, w in zip(head, WEIGHTS, strict=True)) % 11]


def line(n: int, **more: str) -> list[str]:
    cells = {
        "name": "张三丰", "kind": "居民", "number": identity(n), "town": "新集镇", "address": f"文博村{n}号",
        "purpose": "", "capacity": "8", "consent": "是", "owner": "", **more,
    }  # fmt: skip
    return [cells[column.key] for column in COLUMNS]


def as_csv(*lines: list[str], encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADING, *lines])
    return out.getvalue().encode(encoding)


def as_xlsx(*lines: list[Any]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for cells in [HEADING, *lines]:
        book.active.append(cells)  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


@pytest.fixture
def village(cast: Cast) -> User:
    cast.customer = welcome_customer("13800000021", at=MONDAY)
    return cast.customer


@pytest.fixture
def browser(village: User) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(village, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def hand_in(browser: Client) -> Callable[..., Any]:
    def handed_in(content: bytes, name: str = "rows.csv", to: str = "/batches/") -> Any:
        return browser.post(to, {"file": SimpleUploadedFile(name, content)})

    return handed_in


def checked(answer: Any) -> Batch:
    assert answer.status_code == 302, answer.context["form"].errors
    batches.run(at=MONDAY)
    return Batch.objects.get(number=answer["Location"].split("/")[2])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_in_any_usual_encoding_becomes_applications(
    browser: Client, hand_in: Callable[..., Any], encoding: str
) -> None:
    batch = checked(hand_in(as_csv(line(1), line(2), encoding=encoding)))
    assert not Application.objects.exists()
    assert browser.post(f"/batches/{batch.number}/submit/").status_code == 422, "without the yes nothing is submitted"
    browser.post(f"/batches/{batch.number}/submit/", {"agrees": "on"})
    batches.run(at=MONDAY)
    assert [case.customer.name.plain for case in batch.applications.all()] == ["张三丰"] * 2  # type: ignore[union-attr]
    page = browser.get(f"/batches/{batch.number}/").content.decode()
    assert all(case.number in page for case in batch.applications.all())
    assert list(Message.objects.values_list("template", flat=True)) == ["batch-checked", "batch-submitted"]


def test_an_xlsx_is_read_and_its_numbers_are_not_believed_when_rounded(hand_in: Callable[..., Any]) -> None:
    whole, rounded = line(1), line(2)
    rounded[HEADING.index("证件号码")] = 411523190001010000  # type: ignore[call-overload]
    batch = checked(hand_in(as_xlsx(whole, rounded), "rows.xlsx"))
    assert [row.state for row in batch.rows.all()] == ["GOOD", "FAULTY"]
    with override("zh-hans"):
        assert batch.rows.get(line=3).faults[0] == ["number", str(IS_ROUNDED)]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"name": "=HYPERLINK(1)"}, "name"), ({"address": "@cmd"}, "address"), ({"number": "123"}, "number"),
        ({"number": ""}, "number"), ({"kind": "国王"}, "kind"), ({"town": "火星"}, "town"), ({"town": ""}, "town"),
        ({"capacity": "eight"}, "capacity"), ({"capacity": "-8"}, "capacity"), ({"consent": ""}, "consent"),
        ({"purpose": "挖矿"}, "purpose"), ({"address": ""}, "address"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_column(
    hand_in: Callable[..., Any], browser: Client, change: dict[str, str], column: str
) -> None:
    batch = checked(hand_in(as_csv(line(1), line(2, **change))))
    good, bad = batch.rows.all()
    assert (good.faults, [one[0] for one in bad.faults], bad.application) == ([], [column], None)
    told = list(csv.reader(io.StringIO(browser.get(f"/batches/{batch.number}/faults/").content.decode("utf-8-sig"))))
    assert (len(told), told[0][-1], bool(told[1][-1])) == (2, "What is wrong", True)
    assert not [cell for cell in told[1] if cell.startswith(("=", "@", "+", "-"))], "nothing runs when it is opened"


def test_mended_rows_take_the_place_of_the_faulty_ones(browser: Client, hand_in: Callable[..., Any]) -> None:
    batch = checked(hand_in(as_csv(line(1), line(2, capacity="eight"))))
    checked(hand_in(as_csv(line(2)), to=f"/batches/{batch.number}/mend/"))
    assert batch.counts() == {"NEW": 0, "GOOD": 2, "FAULTY": 0, "QUEUED": 0, "DONE": 0}


def test_the_same_person_and_place_twice_is_seen_in_the_file_and_among_open_cases(
    browser: Client, hand_in: Callable[..., Any]
) -> None:
    batch = checked(hand_in(as_csv(line(1), line(1), line(2))))
    assert [row.state for row in batch.rows.all()] == ["GOOD", "FAULTY", "GOOD"]
    browser.post(f"/batches/{batch.number}/submit/", {"agrees": "on"})
    batches.run(at=MONDAY)
    again = checked(hand_in(as_csv(line(2), line(3))))
    assert [row.state for row in again.rows.all()] == ["FAULTY", "GOOD"]
    assert batch.rows.get(line=4).application.number in again.rows.all()[0].faults[0][1]  # type: ignore[union-attr]


def test_the_same_file_twice_is_one_batch(hand_in: Callable[..., Any]) -> None:
    first, second = hand_in(as_csv(line(1))), hand_in(as_csv(line(1)))
    assert (first["Location"], Batch.objects.count()) == (second["Location"], 1)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", b"\x00\x01\x02", "户名,地址\n张三,x\n".encode(), as_csv(),
        as_csv(*[line(1)] * 10_001), "户名,户名,客户类型,证件号码,乡镇,详细地址,容量(千瓦),本人同意\n1,2\n".encode(),
    ],
    ids=["nothing", "xls", "no zip", "binary", "wrong columns", "only the heading", "too many", "a column twice"],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_gets_one_sentence(hand_in: Callable[..., Any], content: bytes) -> None:
    answer = hand_in(content)
    assert (answer.status_code, len(answer.context["form"].errors["file"])) == (422, 1)
    assert not Batch.objects.exists()


def test_ten_thousand_rows_are_taken_and_checked_in_one_go(hand_in: Callable[..., Any]) -> None:
    rows = [line(n, capacity="x" if n % 100 == 0 else "8") for n in range(9_000)]
    batch = checked(hand_in(as_csv(*rows, *[line(n, address=f"另一处{n}号") for n in range(1_000)])))
    assert batch.counts() == {"NEW": 0, "GOOD": 9_910, "FAULTY": 90, "QUEUED": 0, "DONE": 0}


def test_over_the_api_and_never_for_somebody_else(village: User, cast: Cast) -> None:
    caller, stranger = Caller(village), Caller(person("stranger"))
    file = {"file": SimpleUploadedFile("rows.csv", as_csv(line(1), line(2, consent="")))}
    made = caller.web.post("/api/v1/batches/", file, headers=caller.headers)
    number = made.json()["number"]
    batches.run(at=MONDAY)
    told = caller.get(f"batches/{number}/").json()
    assert (made.status_code, told["counts"]["GOOD"], told["rows"][0]["faults"][0][0]) == (201, 1, "consent")
    assert caller.post(f"batches/{number}/submit/", {"agrees": False}).status_code == 400
    assert caller.post(f"batches/{number}/submit/", {"agrees": True}).json()["counts"]["QUEUED"] == 1
    assert stranger.get(f"batches/{number}/").status_code == 404
    assert caller.post(f"batches/{number}/submit/", {"agrees": True}).status_code == 409, "nothing is left in order"


def test_the_template_holds_the_columns_that_are_asked_for(browser: Client) -> None:
    sheet = load_workbook(io.BytesIO(browser.get("/batches/template/xlsx/").content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == HEADING
    assert sheet.cell(2, HEADING.index("证件号码") + 1).number_format == "@"


def test_a_batch_is_thrown_away_with_what_was_typed(browser: Client, hand_in: Callable[..., Any]) -> None:
    batch = checked(hand_in(as_csv(line(1))))
    browser.post(f"/batches/{batch.number}/discard/")
    assert not BatchRow.objects.exists()
    assert browser.get(f"/batches/{batch.number}/").status_code == 404
