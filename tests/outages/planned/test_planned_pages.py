"""Pages of planned work and indices, as officers and the public meet them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from deadlines.models import Timeline
from outages.planned import actions
from outages.planned.models import Announcement
from tests.outages.planned.conftest import NOON, approved, published, requested


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_the_calendar_shows_what_is_planned(work, people):
    assert work.summary in signed_in(people["dispatch"]).get("/outages/planned/").content.decode()


def test_buttons_are_those_of_the_machine(work, people):
    requested(work, people)
    page = signed_in(people["dispatch"]).get(work.get_absolute_url()).content.decode()
    assert "/sign/" in page
    assert "/publish/" not in page


def test_a_refusal_keeps_what_was_typed(work, people):
    data = {"starts_at": "2020-01-01T08:00", "ends_at": "2020-01-01T09:00", "kind": "DEFECT", "summary": "typed words",
            "feeder": work.feeder_id}  # fmt: skip
    page = signed_in(people["works"]).post("/outages/planned/propose/", data).content.decode()
    assert "typed words" in page


def test_who_has_to_sign_finds_it_on_the_calendar_and_everybody_reads_whom_it_waits_for(work, people):
    requested(work, people)
    told = {name: signed_in(people[name]).get("/outages/planned/").content.decode() for name in people}
    assert {name for name, page in told.items() if "Waiting for you" in page} == {"dispatch"}
    page = signed_in(people["works"]).get(work.get_absolute_url()).content.decode()
    assert "Next to approve" in page
    assert "Dispatcher" in page


def test_how_it_is_done_live_is_chosen_and_not_assumed(work, people):
    answer = signed_in(people["works"]).post(f"{work.get_absolute_url()}plan_live/", {"live_method": ""})
    assert answer.status_code == 422
    assert "How it is done live" in answer.content.decode()


def test_approving_by_the_button(work, people):
    requested(work, people)
    answer = signed_in(people["dispatch"]).post(f"{work.get_absolute_url()}sign/")
    assert answer.status_code == 302
    assert work.approvals.count() == 1


def test_everybody_reads_an_announcement_and_nobody_a_plan(work, people):
    approved(work, people)
    assert Client().get(work.get_absolute_url()).status_code == 302
    assert not Announcement.objects.exists()


def test_an_old_announcement_points_to_the_newest(work, people):
    published(work, people)
    from outages.planned import actions
    from tests.outages.planned.conftest import NOON

    actions.cancel(work.pk, reason="no need", by=people["works"], at=NOON)
    first, last = Announcement.objects.all()
    page = Client().get(first.get_absolute_url())
    assert page.status_code == 200
    assert last.get_absolute_url() in page.content.decode()


@pytest.mark.parametrize(("standard", "status"), [("dlt836", 200), ("ieee1366", 200), ("both", 400)])
def test_a_program_asks_for_one_standard_at_a_time(people, areas, standard, status):
    answer = signed_in(people["dispatch"]).get(f"/api/v1/reliability/indices/?standard={standard}&year=2026")
    assert answer.status_code == status


def test_the_page_of_indices_shows_both_apart(people, areas):
    page = signed_in(people["dispatch"]).get("/outages/indices/").content.decode()
    assert page.index("DL/T 836.1-2016") < page.index("IEEE 1366-2022")


def test_the_calendar_goes_by_day_and_says_how_many_are_touched(people, work):
    page = signed_in(people["dispatch"]).get("/outages/planned/").content.decode()
    assert '<time datetime="2026-12-04">' in page
    assert ">100<" in page


def test_live_work_shows_its_share_what_it_saved_and_what_weather_moved(people, work):
    browser, now = signed_in(people["works"]), timezone.now()
    assert "No work was done in the last year" in browser.get("/outages/planned/live/").content.decode()
    actions.plan_live(work.pk, live_method="BYPASS", by=people["works"], at=now)
    storm = {"wind_ms": 12, "humidity": 50, "is_raining": False, "has_lightning": False}
    soon = {"starts_at": now + timedelta(minutes=5), "ends_at": now + timedelta(hours=1)}
    actions.reschedule(work.pk, by=people["works"], at=now, **soon, **storm)
    actions.finish_live(work.pk, by=people["works"], at=now)
    page = browser.get("/outages/planned/live/").content.decode()
    assert "1 of 1 jobs were done live" in page
    assert "Bypass cable" in page
    assert work.summary in page


def test_works_ask_from_the_page_of_their_case_and_an_unknown_case_keeps_what_was_typed(people, areas):
    case, web = Timeline.objects.create(reference="XC-1", opened_at=NOON), signed_in(people["works"])
    start = timezone.localtime() + timedelta(days=20)
    told = {
        "kind": "CONNECTION", "summary": "新装接火", "feeder": areas[0].feeder_id, "areas": areas[0].code,
        "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    assert web.get("/outages/planned/propose/?case=XC-1").context["form"]["case"].value() == "XC-1"
    page = web.post("/outages/planned/propose/", {**told, "case": "XC-2"}).content.decode()
    assert "新装接火" in page
    assert web.post("/outages/planned/propose/", {**told, "case": "XC-1"}).status_code == 302
    assert case.planned_works_asked.get().summary == "新装接火"
