"""The survey page over HTTP: measured, decided, answered and signed in one visit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.actions import grant_role
from accounts.models import User
from accounts.roles import Role
from accounts.signals import code_issued
from tests.applications.journey import MONDAY, SMALL_SHOP, TERMS, Cast, person
from tests.applications.test_survey_photos import picture
from tests.applications.visits import ZONE, Visit, again, send, shown

LINE = "[[114.9, 31.6], [114.901, 31.6]]"  # 94.9 m


def test_a_factory_is_measured_answered_and_signed_in_one_visit(visit: Visit, client: Client, cast: Cast) -> None:
    case, codes = visit(), []
    User.objects.filter(pk=cast.customer.pk).update(phone="13800000009")
    code_issued.connect(watch := lambda code, **_more: codes.append(code), weak=False)
    assert send(client, case).status_code == 302
    assert f"/survey/{case.number}/reply_on_site/" in shown(client, case)
    client.post(f"/survey/{case.number}/reply_on_site/", TERMS)
    assert again(case).plan.letter
    client.post(f"/survey/{case.number}/code/")
    client.post(f"/survey/{case.number}/sign/", {"code": codes[-1]})
    code_issued.disconnect(watch)
    event = again(case).timeline.events.get(verb="confirm_plan")
    assert (again(case).stage, event.by) == ("WORKS", cast.customer)
    assert event.data == {"channel": "on-site code", "officer": "manager"}


def test_a_wrong_code_signs_nothing_and_keeps_the_page(visit: Visit, client: Client, cast: Cast) -> None:
    case = visit()
    User.objects.filter(pk=cast.customer.pk).update(phone="13800000009")
    send(client, case)
    client.post(f"/survey/{case.number}/reply_on_site/", TERMS)
    client.post(f"/survey/{case.number}/code/")
    answer = client.post(f"/survey/{case.number}/sign/", {"code": "000000"})
    assert (answer.status_code, again(case).stage) == (422, "PLAN_REPLIED")


def test_without_a_code_nobody_signs_for_the_customer(visit: Visit, client: Client) -> None:
    case = visit()
    send(client, case)
    client.post(f"/survey/{case.number}/reply_on_site/", TERMS)
    assert client.post(f"/survey/{case.number}/sign/", {"code": "123456"}).status_code == 422
    assert client.post(f"/survey/{case.number}/code/").status_code == 409  # no phone, no code


def test_a_small_shop_goes_from_the_survey_straight_to_the_works(visit: Visit, client: Client) -> None:
    case = visit(SMALL_SHOP)
    send(client, case)
    page = shown(client, case)
    assert "start_works/" in page
    assert "reply_on_site" not in page
    client.post(f"/survey/{case.number}/start_works/", TERMS)
    assert (again(case).stage, again(case).plan.mode) == ("WORKS", "NONE")


@pytest.mark.parametrize(
    ("answers", "is_answered"),
    [
        ({}, True),
        ({"applied_capacity": Decimal("1250.1")}, False),
        ({"source_count": 2}, False),
        ({"voltage_class": "35KV"}, False),
        ({"importance_level": "FIRST"}, False),
    ],
)
def test_only_what_the_rules_allow_is_answered_on_the_spot(
    visit: Visit, client: Client, cast: Cast, answers: dict[str, Any], is_answered: bool
) -> None:
    if "voltage_class" in answers:
        type(cast.feeder).objects.update(voltage_kv=35)
    case = visit({**ZONE, **answers})
    assert send(client, case).status_code == 302
    assert ("reply_on_site/" in shown(client, case)) == is_answered
    answer = client.post(f"/survey/{case.number}/reply_on_site/", TERMS)
    assert (answer.status_code, again(case).stage) == ((302, "PLAN_REPLIED") if is_answered else (409, "SURVEYED"))


@pytest.mark.parametrize("metres", ["148.0", "149.0", "150.0", "150.01", "152"])
def test_near_the_limit_a_second_person_confirms(visit: Visit, client: Client, metres: str) -> None:
    case = visit()
    send(client, case, route_length_m=metres)
    assert again(case).needs_length_confirmation
    page = shown(client, case)
    assert "reply_on_site/" not in page
    assert client.post(f"/survey/{case.number}/reply_on_site/", TERMS).status_code == 409


@pytest.mark.parametrize(("metres", "permits"), [("147.9", "FILING"), ("152.1", "PARALLEL")])
def test_off_the_limit_the_length_decides(visit: Visit, client: Client, metres: str, permits: str) -> None:
    case = visit()
    send(client, case, route_length_m=metres)
    assert (again(case).needs_length_confirmation, again(case).permits) == (False, permits)


def test_a_drawn_line_is_measured_by_the_server(visit: Visit, client: Client) -> None:
    case = visit()
    send(client, case, method="MAP", route=LINE, route_length_m="12.3")
    assert Decimal("94.5") < again(case).survey.route_length_m < Decimal("95.5")


def test_near_the_limit_a_line_on_the_map_decides_nothing(visit: Visit, client: Client) -> None:
    case = visit()
    answer = send(client, case, method="MAP", route="[[114.9, 31.6], [114.9015, 31.6]]", remark="typed")
    assert (answer.status_code, again(case).stage) == (422, "SURVEY_BOOKED")
    assert "typed" in answer.content.decode()


@pytest.mark.parametrize("datum", ["GCJ-02", "BD-09"])
def test_no_satellite_survey_has_the_datum_of_a_public_map(visit: Visit, client: Client, datum: str) -> None:
    answer = send(client, visit(), route=LINE, crs=datum, method="RTK", remark="typed")
    assert answer.status_code == 422
    assert "550" in answer.content.decode()
    assert "typed" in answer.content.decode()


def test_too_little_capacity_is_recorded_as_a_constrained_offer(visit: Visit, client: Client, cast: Cast) -> None:
    type(cast.feeder).objects.update(peak_kw=Decimal(4_900))
    case = visit()
    send(client, case)
    row = again(case)
    assert (row.survey.is_constrained, row.facts.grid_constrained, row.verdict.connect_first) == (True, True, True)
    assert 0 < row.survey.firm_kva < 1250
    assert "R-13" in shown(client, case)


def test_the_page_is_the_managers_alone(visit: Visit, client: Client, cast: Cast) -> None:
    case = visit()
    other = person("manager-b", Role.MANAGER)
    grant_role(other, Role.MANAGER, at=MONDAY, by=None)
    for who, status in ((other, 403), (cast.works, 403), (cast.customer, 404)):
        client.force_login(who)
        assert client.get(f"/survey/{case.number}/").status_code == status
        assert send(client, case).status_code == status
        assert client.post(f"/survey/{case.number}/sign/", {"code": "123456"}).status_code == status


def test_the_nearest_carrier_follows_the_spot(visit: Visit, client: Client) -> None:
    case = visit()
    assert client.get(f"/survey/{case.number}/nearest/?lat=31.6&lon=114.9").json()["near"][0]["code"] == "F1"
    assert client.get(f"/survey/{case.number}/nearest/?lat=NaN&lon=1").status_code == 400


def test_the_verb_of_the_room_leads_here(visit: Visit, client: Client) -> None:
    case = visit()
    assert client.get(f"/room/{case.number}/record_survey/")["Location"] == f"/survey/{case.number}/"


def test_photos_are_for_officers_alone(visit: Visit, client: Client, cast: Cast) -> None:
    case = visit()
    send(client, case, photos=[SimpleUploadedFile(f"{n}.jpg", picture(), "image/jpeg") for n in range(2)])
    photo = again(case).survey.photos.first()
    assert again(case).survey.photos.count() == 2
    for who, status in ((cast.manager, 200), (cast.planner, 200), (cast.customer, 404)):
        client.force_login(who)
        assert client.get(f"/survey/{case.number}/photos/{photo.pk}/").status_code == status


def test_a_file_that_is_no_photo_stops_nothing_else_from_being_kept(visit: Visit, client: Client) -> None:
    case = visit()
    answer = send(client, case, remark="typed", photos=[SimpleUploadedFile("a.jpg", b"<svg>", "image/jpeg")])
    assert (answer.status_code, again(case).stage) == (422, "SURVEY_BOOKED")
    assert "typed" in answer.content.decode()
