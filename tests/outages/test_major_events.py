"""A fault that is too large, or is declared so, is a major event; what it takes up goes on as a part of it."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.refusals import Invalid, NotAllowed, Unmet, WrongStage
from accounts.roles import Role
from customers.models import Customer
from gridhealth.models import Feeder
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.choices import PowerKind
from notifications.models import Message
from outages.faults import actions, board, crews, merging, restoring, showing
from outages.faults.major.actions import declare
from outages.faults.major.rules import Extent, MajorRules, reasons, rules_on
from outages.faults.rules import needs_update
from outages.indices import queries as indices
from outages.indices.models import AreaCensus
from outages.indices.rules import IEEE_1366, Period
from outages.models import Crew, Outage, Part
from outages.published import queries as published
from outages.tasks import watch_faults
from tests.deadlines.cast import officer
from tests.gridhealth.conftest import DAY, NOON, add_area
from tests.outages.cast import MINUTE, gasp, later, resident
from tests.outages.test_fault_pages import browser_of, post
from tests.outages.test_where_to_look import go_dark

RULES = rules_on(DAY)


def told(user):
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("template", flat=True))


@pytest.fixture
def desk(db):
    return officer("d", Role.DISPATCH)


@pytest.fixture
def two(line, crew, desk):
    """Two faults of one line that began ten minutes apart, each with its crew on the road; the later one is major."""
    other = officer("other crew", Role.WORKS)
    take([gasp(line[0])], at=later(1))
    take([gasp(line[1], at=later(11))], at=later(11))
    first, second = Outage.objects.order_by("pk")
    Outage.objects.filter(pk=second.pk).update(crew=other)
    second = declare(second.pk, by=desk, at=later(12), reason="全镇停电")
    return first, second


@pytest.mark.parametrize(
    ("extent", "found"),
    [
        (Extent(RULES.customers - 1, RULES.vital - 1, 1, 3), ()),
        (Extent(RULES.customers, 0, 1, 3), ("customers",)),
        (Extent(1, RULES.vital, 1, 3), ("vital",)),
        (Extent(1, 0, 3, 3), ("lines",)),
        (Extent(1, 0, 2, 3), ()),
        (Extent(1, 0, 1, 1), ()),
    ],
)
def test_customers_life_support_or_every_line_of_a_transformer_make_it_major(extent, found):
    assert reasons(extent, RULES) == found


def test_the_thresholds_are_those_in_force_on_the_day():
    later_on = MajorRules("later", date(2027, 1, 1), 10, 1, 2, 20 * MINUTE)
    table = (RULES, later_on)
    assert [rules_on(day, table).name for day in (date(2026, 12, 31), date(2027, 1, 1))] == [RULES.name, "later"]
    with pytest.raises(LookupError):
        rules_on(date(2000, 1, 1))


def test_people_hear_every_half_hour_and_otherwise_every_two_hours():
    asked = {"told_at": NOON, "back_at": later(600)}
    assert needs_update(later(30), every=RULES.update_every, **asked)
    assert not needs_update(later(29), every=RULES.update_every, **asked)
    assert [needs_update(later(n), **asked) for n in (119, 120)] == [False, True]


def test_a_fault_of_so_many_customers_is_major_at_once_and_takes_its_course(area, crew):
    chief, lead = officer("s", Role.SUPERVISOR), officer("c", Role.CHIEF)
    AreaCensus.objects.create(area=area, customers=RULES.customers, counted_on=DAY)
    take([gasp(area)], at=later(1))
    outage = Outage.objects.get()
    assert (outage.stage, outage.crew, outage.major_at) == ("DISPATCHED", crew, later(1))
    assert (told(chief), told(lead)) == (["fault-is-major"], ["fault-is-major"])
    event = outage.timeline.events.get(verb="declare")
    assert (event.data["rules"], event.data["reasons"], event.data["customers"]) == (
        RULES.name, ["customers"], RULES.customers,
    )  # fmt: skip
    assert "停电户数很多" in str(showing.happened(outage))
    take([gasp(area, PowerKind.ON, later(30))], at=later(31))
    outage = Outage.objects.get()
    assert (outage.stage, outage.is_major) == ("VERIFIED", True)


def test_customers_whose_life_hangs_on_it_make_it_major(line, crew):
    for n in range(RULES.vital):
        resident(line[0], f"u{n}", f"1380376000{n}")
    Customer.objects.update(is_life_support=True)
    take([gasp(line[0])], at=later(1))
    assert Outage.objects.get().is_major


def test_nothing_that_nobody_confirmed_is_major(area, desk):
    AreaCensus.objects.create(area=area, customers=RULES.customers, counted_on=DAY)
    browser = Client()
    for _n in range(2):
        browser.post("/outages/report/", {"area": area.pk})
    outage = Outage.objects.get()
    assert (outage.stage, outage.is_major) == ("DETECTED", False)
    actions.confirm(outage.pk, by=desk, at=later(9))
    assert Outage.objects.get().is_major


def test_who_may_declare_it_says_why_and_once(area, crew, desk):
    take([gasp(area)], at=later(1))
    pk = Outage.objects.get().pk
    with pytest.raises(NotAllowed):
        declare(pk, by=crew, at=later(2), reason="大")
    with pytest.raises(Invalid):
        declare(pk, by=desk, at=later(2), reason="  ")
    assert declare(pk, by=desk, at=later(2), reason="医院停电").timeline.events.get(verb="declare").reason == "医院停电"
    with pytest.raises(WrongStage):
        declare(pk, by=desk, at=later(3), reason="又")


def test_what_it_takes_up_ends_as_upgraded_and_its_crew_goes_on_there(two, line, crew, desk):
    first, second = two
    crews.arrive(first.pk, by=crew, at=later(13))
    actions.find(first.pk, by=crew, at=later(14), cause="TREES", finding="树枝")
    merging.upgrade(first.pk, into=second, by=desk, at=later(15), reason="同一事件")
    first, second = Outage.objects.order_by("pk")
    assert (first.stage, first.merged_into, first.arrived_at) == ("UPGRADED", second, later(13))
    assert told(crew).count("fault-in-major") == 1
    assert "fault-in-major" not in told(second.crew)
    assert [job.pk for job in showing.jobs_of(crew)] == [second.pk]
    page = browser_of(crew).get("/outages/crew/").content.decode()
    assert "您负责的部分" in page
    restoring.restore(second.pk, by=crew, at=later(40), area=line[0])
    second = Outage.objects.get(pk=second.pk)
    assert (second.stage, second.parts.dark().get().area) == ("PARTLY_RESTORED", line[1])
    assert second.arrive_by_at == first.arrive_by_at


def test_a_crew_that_has_no_part_of_it_has_no_word_in_it(two, desk):
    _first, second = two
    with pytest.raises(NotAllowed):
        crews.arrive(second.pk, by=officer("third", Role.WORKS), at=later(15))


def test_only_a_major_event_takes_up_others_and_none_goes_into_a_lesser_one(two, desk):
    first, second = two
    with pytest.raises(Invalid):
        merging.merge(second.pk, into=first, by=desk, at=later(15))
    with pytest.raises(WrongStage):
        merging.upgrade(
            merging.merge(first.pk, into=second, by=desk, at=later(15)).pk, into=second, by=desk, at=later(16)
        )


def test_a_fault_is_not_taken_up_into_one_that_is_none(line, crew, desk):
    take([gasp(line[0])], at=later(1))
    take([gasp(line[1], at=later(11))], at=later(11))
    first, second = Outage.objects.order_by("pk")
    with pytest.raises(Unmet):
        merging.upgrade(first.pk, into=second, by=desk, at=later(12), reason="大")


def test_each_interruption_counts_once(two, line, desk):
    first, second = two
    for area in line:
        AreaCensus.objects.create(area=area, customers=10, counted_on=DAY)
    merging.upgrade(first.pk, into=second, by=desk, at=later(15), reason="同一事件")
    restoring.restore(second.pk, by=desk, at=later(60))
    assert Outage.objects.real().count() == 1
    day = Period(NOON - 60 * MINUTE, later(600))
    (found,) = indices.told([day], IEEE_1366, indices.Scope(), at=later(600))
    dark = sum((part.back_at - part.off_at).total_seconds() / 60 for part in Part.objects.all())
    assert float(found.saidi) == pytest.approx(dark * 10 / 50, abs=0.01)


def test_it_stands_first_and_everybody_reads_it_in_plain_words(two, area, desk):
    alice, _point = resident(area)
    first, second = two
    assert [row.outage for row in board.board(desk, later(20))["rows"]] == [second, first]
    assert "重大事件" in browser_of(desk).get("/outages/").content.decode()
    merging.upgrade(first.pk, into=second, by=desk, at=later(15), reason="同一事件")
    page = browser_of(alice).get(f"/outages/{first.number}/", follow=True)
    assert page.redirect_chain == [(f"/outages/{second.number}/", 302)], "an older message names the other number"
    assert "至少每 30 分钟" in page.content.decode()
    assert published.one(second.number).is_major
    assert published.one(first.number).merged_into == second.number


def test_faults_that_were_taken_up_are_no_reason_to_look_at_the_substation_first(two, line, desk):
    first, second = two
    merging.upgrade(first.pk, into=second, by=desk, at=later(15), reason="同一事件")
    Outage.objects.filter(pk=second.pk).update(main_transformer=line[0].feeder.main_transformer)
    assert board.board(desk, later(20))["stations"] == []


def test_a_supervisor_hears_of_a_late_estimate_as_the_dispatcher_does(two, desk):
    chief = officer("s", Role.SUPERVISOR)
    watch_faults(at=later(50).isoformat())
    assert told(desk).count("fault-estimate-due") == told(chief).count("fault-estimate-due") == 1


def test_it_is_declared_and_takes_up_another_on_the_page(two, line, desk):
    first, second = two
    browser = browser_of(officer("s", Role.SUPERVISOR))
    page = browser.get(f"/outages/{first.number}/").content.decode()
    assert f"/outages/{first.number}/upgrade/" in page
    assert f"/outages/{second.number}/declare/" not in browser.get(f"/outages/{second.number}/").content.decode()
    assert post(browser, first, "upgrade", into=second.pk, reason="").status_code == 422
    assert post(browser, first, "upgrade", into=second.pk, reason="同一事件").status_code == 302
    take([gasp(line[3], at=timezone.now())], at=timezone.now())
    third = Outage.objects.real().latest("pk")
    assert post(browser, third, "declare", reason="").status_code == 422
    assert post(browser, third, "declare", reason="医院停电").status_code == 302
    assert Outage.objects.get(pk=third.pk).is_major


def test_lines_that_go_with_a_major_event_are_taken_up_by_it(feeder, area, crew, desk):

    other = Feeder.objects.get(pk=feeder.pk)
    other.pk, other.mrid, other.code, other.name = None, uuid4(), "F2", "F2"
    other.save()
    add_area(feeder, "A2", 114.886, 31.641)
    for n in (3, 4):
        add_area(other, f"A{n}", 114.885, 31.641)
    go_dark([feeder])
    declare(Outage.objects.get().pk, by=desk, at=later(1), reason="大")
    go_dark([other], minutes_apart=0)
    assert sorted(Outage.objects.values_list("stage", flat=True)) == ["DISPATCHED", "UPGRADED"]
    assert Crew.objects.get().user == Outage.objects.real().get().crew
