"""Pages and API of faults: dispatcher, crew, customer, and somebody who is not signed in."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.roles import Role
from customers.actions import open_account
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.choices import PowerKind
from outages.faults.major.actions import declare
from outages.faults.reporting import report
from outages.faults.showing import for_customer, jobs_of
from outages.models import Crew, Outage, Report
from tests.deadlines.cast import officer
from tests.outages.cast import gasp, later, resident


def browser_of(user):
    browser = Client()
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def crew(area):
    user = officer("crew", Role.WORKS)
    Crew.objects.create(cell=area.cell, user=user)
    return user


@pytest.fixture
def fault(area, crew):
    take([gasp(area)], at=later(1))
    return Outage.objects.get()


def post(browser, fault, verb, **data):
    return browser.post(f"/outages/{fault.number}/{verb}/", data)


def test_the_crew_works_through_a_fault_on_its_phone(fault, crew):
    browser = browser_of(crew)
    for verb, data in (
        ("accept", {}),
        ("arrive", {}),
        ("find", {"cause": "TREES", "finding": "树枝"}),
        ("restore", {}),
    ):
        assert browser.get(f"/outages/{fault.number}/{verb}/").status_code == 200
        assert post(browser, fault, verb, **data).status_code == 302
    assert Outage.objects.get().stage == "RESTORED"
    assert "树枝" in browser.get(f"/outages/{fault.number}/").content.decode()


def test_the_dispatcher_sees_the_fault_on_the_board(fault):
    page = browser_of(officer("d", Role.DISPATCH)).get("/outages/")
    assert fault.number in page.content.decode()


def test_a_finding_without_words_comes_back_with_what_was_chosen(fault, crew):
    browser = browser_of(crew)
    post(browser, fault, "arrive")
    page = post(browser, fault, "find", cause="TREES", finding="")
    assert page.status_code == 422
    assert 'value="TREES" selected' in page.content.decode()


def test_a_customer_reads_when_power_is_back_and_says_still_out(fault, area, crew):
    alice, _point = resident(area)
    browser = browser_of(alice)
    assert browser.get(f"/outages/{fault.number}/").status_code == 200
    for verb in ("arrive", "restore"):
        post(browser_of(crew), fault, verb)
    assert post(browser, fault, "still-out").status_code == 302
    assert Outage.objects.get().stage == "PARTLY_RESTORED"


def test_another_customer_does_not_learn_of_it(fault, area):
    stranger, point = resident(area, "bob", "13803760002")
    point.closed_at = later(0)
    point.save()
    assert browser_of(stranger).get(f"/outages/{fault.number}/").status_code == 404
    assert post(browser_of(stranger), fault, "confirm").status_code == 404


def test_somebody_unknown_reports_by_account_number(area, fault):
    _alice, point = resident(area)
    page = Client().post("/outages/report/", {"account_no": point.account_no})
    assert (page.status_code, Report.objects.get().outage) == (200, fault)


def test_a_number_nobody_has_gets_a_sentence(db):
    page = Client().post("/outages/report/", {"account_no": "4100000000999"})
    assert (page.status_code, Report.objects.count()) == (422, 0)


def test_programs_read_and_act(fault, crew):
    browser = browser_of(crew)
    told = browser.get(f"/api/v1/outages/{fault.pk}/").json()
    assert (told["stage"], "arrive" in told["actions"]) == ("DISPATCHED", True)
    assert browser.post(f"/api/v1/outages/{fault.pk}/arrive/").json()["stage"] == "ARRIVED"


def test_the_crew_sees_its_jobs_and_where_it_stood_on_arrival_is_kept(fault, crew):
    browser = browser_of(crew)
    assert fault.number in browser.get("/outages/crew/").content.decode()
    post(browser, fault, "arrive", longitude="114.881000", latitude="31.641000")
    page = browser.get(f"/outages/{fault.number}/").content.decode()
    assert "手机距故障点 95 米" in page


def test_a_crew_without_jobs_is_told_so(crew):
    assert "现在没有您的任务" in browser_of(crew).get("/outages/crew/").content.decode()


def test_a_photo_is_kept_without_what_the_phone_wrote_into_it(fault, crew):
    browser, picture = browser_of(crew), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    Image.new("RGB", (2400, 1200), "red").save(picture, "JPEG", exif=exif)
    post(browser, fault, "arrive")
    post(browser, fault, "find", cause="TREES", finding="树枝", photo=SimpleUploadedFile("a.jpg", picture.getvalue()))
    kept = b"".join(browser.get(f"/outages/{fault.number}/photo/").streaming_content)
    assert Image.open(io.BytesIO(kept)).size == (1600, 800)
    assert b"SecretPhone" not in kept


def test_something_that_is_no_photo_is_said_so_and_the_words_stay(fault, crew):
    browser = browser_of(crew)
    post(browser, fault, "arrive")
    page = post(browser, fault, "find", cause="TREES", finding="树枝", photo=SimpleUploadedFile("a.jpg", b"no picture"))
    assert page.status_code == 422
    assert "照片无法识别" in page.content.decode()
    assert "树枝" in page.content.decode()


def test_the_map_shows_what_is_dark_to_officers_alone(fault):
    found = browser_of(officer("d", Role.DISPATCH)).get("/outages/map.geojson").json()["features"]
    assert [(one["properties"]["state"], one["properties"]["number"]) for one in found] == [("dark", fault.number)]


def test_a_customer_sees_at_once_whether_it_is_them(fault, area):
    alice, _point = resident(area, "late", "13803760009")
    page = browser_of(alice).get("/outages/report/").content.decode()
    assert f"/outages/{fault.number}/" in page


def test_a_report_from_where_the_phone_stands_finds_its_transformer(area):
    page = Client().post("/outages/report/", {"longitude": "114.880500", "latitude": "31.641200"})
    assert page.status_code == 200
    assert Report.objects.get().area == area


def test_a_report_from_far_away_is_asked_for_the_village(area):
    page = Client().post("/outages/report/", {"longitude": "116.400000", "latitude": "39.900000"})
    assert page.status_code == 422
    assert "请选择村庄或街道" in page.content.decode()


def test_a_dispatcher_makes_an_outage_of_one_report(area, crew):
    Client().post("/outages/report/", {"area": area.pk})
    report = Report.objects.get()
    browser = browser_of(officer("d", Role.DISPATCH))
    assert browser.post(f"/outages/reports/{report.pk}/believe/").status_code == 302
    assert (Outage.objects.get().source, Report.objects.get().verdict) == ("OFFICER", "PART_OF")
    assert browser.post(f"/outages/reports/{report.pk}/dismiss/").status_code == 409


@pytest.mark.parametrize(("verb", "template"), [("leave", "fault-user-side"), ("dismiss", "fault-none-found")])
def test_whoever_reported_what_was_none_of_the_network_hears_so(area, verb, template):
    alice, point = resident(area)
    browser_of(alice).post("/outages/report/", {"account_no": point.account_no})
    browser_of(officer("d", Role.DISPATCH)).post(f"/outages/reports/{Report.objects.get().pk}/{verb}/")
    assert alice.notices.get().template == template


def test_a_crew_cannot_judge_reports(area, crew):
    Client().post("/outages/report/", {"area": area.pk})
    assert browser_of(crew).post(f"/outages/reports/{Report.objects.get().pk}/believe/").status_code == 403


def test_the_board_asks_few_questions_however_much_is_dark(line, crew, django_assert_max_num_queries):
    for area in line:
        take([gasp(area, at=later(10 * line.index(area)))], at=later(10 * line.index(area) + 1))
    browser = browser_of(officer("d", Role.DISPATCH))
    browser.get("/outages/")
    with django_assert_max_num_queries(12):
        browser.get("/outages/")


def test_who_has_several_accounts_is_offered_the_one_of_which_nothing_is_known(fault, line):
    alice, known = resident(line[0])
    site = known.customer.supply_points.get().site
    other = open_account(
        known.customer, site, area=line[1], feeder=line[1].feeder, voltage_class="LV", capacity_kva=8, at=later(0)
    )
    page = browser_of(alice).get("/outages/report/").content.decode()
    assert f'value="{other.account_no}"' in page
    assert f'value="{known.account_no}"' not in page


def test_a_crew_sees_first_where_it_has_not_been(fault, line, crew):
    post(browser_of(crew), fault, "arrive")
    take([gasp(line[1], at=later(20))], at=later(21))
    assert [job.arrived_at is None for job in jobs_of(crew)] == [True, False]


def test_nobody_names_a_cause_by_leaving_the_field_as_it_was(fault, crew):
    browser = browser_of(crew)
    post(browser, fault, "arrive")
    assert 'value="" selected' in browser.get(f"/outages/{fault.number}/find/").content.decode()
    assert post(browser, fault, "find", cause="", finding="熔断器").status_code == 422


def test_a_major_event_is_offered_no_merge(fault):
    desk = officer("d", Role.DISPATCH)
    declare(fault.pk, by=desk, at=later(3), reason="大")
    page = browser_of(desk).get(f"/outages/{fault.number}/").content.decode()
    assert f"/outages/{fault.number}/merge/" not in page


@pytest.mark.parametrize(("verb", "said"), [("call_off", "这是误报"), ("leave_to_customer", "请检查自家总开关和保险")])
def test_whoever_was_told_of_none_reads_why_and_no_longer_when_it_ends(area, crew, fault, verb, said):
    alice, point = resident(area)
    report(point=point, by=alice, at=later(3))
    post(browser_of(officer("d", Role.DISPATCH)), fault, verb, reason="终端检修")
    page = browser_of(alice).get(f"/outages/{fault.number}/").content.decode()
    assert said in page
    assert "终端检修" in page
    assert "预计恢复" not in page


def test_whose_part_is_back_reads_since_when_while_others_wait(line, crew):
    alice, _point = resident(line[0])
    take([gasp(one) for one in line[:2]], at=later(1))
    outage = Outage.objects.get()
    assert for_customer(outage, alice)["back_at"] is None
    take([gasp(line[0], PowerKind.ON, later(30))], at=later(31))
    told = for_customer(Outage.objects.get(), alice)
    assert (told["is_out"], told["back_at"]) == (False, later(30))
