"""From the last gasp of a terminal to the message that power is back, with every odd signal between."""

from datetime import timedelta

import pytest

from accounts.refusals import NotAllowed, WrongStage
from accounts.roles import Role
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.choices import PowerKind
from gridhealth.telemetry.models import Terminal
from gridhealth.telemetry.wire import PowerReport
from notifications.models import Message
from outages.choices import Verdict
from outages.faults import actions, crews, restoring, watching
from outages.faults.reporting import dismiss, report
from outages.faults.rules import arrival
from outages.models import Outage, Part
from outages.tasks import watch_faults
from portal.dashboards.integrity import questions
from tests.deadlines.cast import officer
from tests.gridhealth.conftest import NOON
from tests.outages.cast import MINUTE, gasp, later, resident


def told(user):
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("template", flat=True))


def test_the_last_gasps_of_one_cut_are_one_outage(line):
    take([gasp(area) for area in line[:2]], at=later(1))
    take([gasp(line[2], at=later(1))], at=later(2))
    assert Outage.objects.count() == 1
    assert Part.objects.exclude(area=None).count() == 5, "three of five areas: the whole line"


def test_the_crew_of_the_cell_goes_and_the_customer_knows(area, crew):
    alice, _point = resident(area)
    take([gasp(area)], at=later(1))
    outage = Outage.objects.get()
    assert (outage.stage, outage.crew, outage.arrive_by_at) == ("DISPATCHED", crew, later(91))
    assert (told(alice), told(crew)) == (["fault-began"], ["fault-for-crew"])


def test_whoever_goes_dark_after_the_others_were_told_is_told_as_well(line, crew):
    alice, _point = resident(line[0])
    bob, _other = resident(line[1], "bob", "13803760002")
    carol, _third = resident(line[4], "carol", "13803760003")
    take([gasp(line[0])], at=later(1))
    assert (told(alice), told(bob)) == (["fault-began"], [])
    take([gasp(line[1], at=later(1))], at=later(2))
    take([gasp(line[2], at=later(2))], at=later(3))
    assert Outage.objects.count() == 1
    assert [told(user) for user in (alice, bob, carol)] == [["fault-began"]] * 3, "the third area was the whole line"


def test_meters_that_answer_verify_the_restoration(area, crew):
    alice, _point = resident(area)
    take([gasp(area)], at=later(1))
    take([gasp(area, PowerKind.ON, later(30))], at=later(31))
    assert Outage.objects.get().stage == "VERIFIED"
    assert Part.objects.get().back_at == later(30)
    assert told(alice) == ["fault-began", "fault-restored"]


@pytest.mark.parametrize(("minutes", "is_asked_about"), [(0, False), (15, False), (16, True), (-16, True)])
def test_power_that_is_back_by_hand_stands_beside_what_the_terminal_said(area, crew, minutes, is_asked_about):
    take([gasp(area)], at=later(1))
    crews.accept(Outage.objects.get().pk, by=crew, at=later(5))
    crews.arrive(Outage.objects.get().pk, by=crew, at=later(20))
    back = later(40)
    restoring.restore(Outage.objects.get().pk, by=crew, at=back)
    take([gasp(area, PowerKind.ON, back + minutes * MINUTE)], at=back + 20 * MINUTE)
    asked = next(one for one in questions.answers(at=later(90)) if one.question.key == "power-back")
    assert asked.count == is_asked_about


@pytest.mark.parametrize(("where", "promised", "by_law"), [("urban", 45, 60), ("rural", 90, 120), ("remote", 120, 240)])
def test_the_crew_is_there_in_time_and_the_law_stands_beside(where, promised, by_law):
    assert arrival(where, NOON) == (later(promised), later(by_law))


def test_the_line_alone_does_not_say_that_all_have_power_where_terminals_stay_silent(line):
    """Nineteen of twenty that were heard to go must be heard to come back."""
    take([gasp(line[0]), *(gasp(area, at=NOON - timedelta(seconds=3)) for area in line[1:3])], at=later(1))
    Terminal.objects.create(code="T-F1", feeder=line[0].feeder)
    take([gasp(line[0], PowerKind.ON, later(30)), PowerReport("T-F1", later(30), PowerKind.ON)], at=later(31))
    assert Outage.objects.get().stage == "RESTORED", "two of three are silent"
    take([gasp(area, PowerKind.ON, later(32)) for area in line[1:3]], at=later(33))
    watch_faults(at=later(180).isoformat())
    assert Outage.objects.get().stage == "VERIFIED"


def test_power_comes_back_in_steps(line):
    take([gasp(area) for area in line[:2]], at=later(1))
    take([gasp(line[0], PowerKind.ON, later(30))], at=later(31))
    assert Outage.objects.get().stage == "PARTLY_RESTORED"
    assert set(Part.objects.values_list("area__code", "back_at")) == {("A1", later(30)), ("A2", None)}


def test_power_back_without_an_outage_is_no_news(area):
    take([gasp(area, PowerKind.ON)], at=later(1))
    assert not Outage.objects.exists()


def test_word_of_the_cut_after_word_of_its_end_opens_nothing(area):
    take([gasp(area, PowerKind.ON, later(5))], at=later(6))
    take([gasp(area)], at=later(7))
    assert not Outage.objects.exists()


def test_a_chattering_breaker_is_one_outage_and_one_message(area):
    alice, _point = resident(area)
    for second in range(50):
        kind = PowerKind.ON if second % 2 else PowerKind.OFF
        moment = NOON + timedelta(seconds=second)
        take([gasp(area, kind, moment)], at=moment)
    assert Outage.objects.count() == 1
    assert told(alice) == ["fault-began", "fault-restored"], "fifty changes in a minute are two words at most"


def test_one_wrong_clock_moves_nothing(line):
    take([gasp(line[0]), gasp(line[1]), gasp(line[2], at=later(-60))], at=later(1))
    assert Outage.objects.get().began_at == NOON
    assert set(Part.objects.values_list("off_at", flat=True)) == {NOON}


def test_an_unknown_terminal_darkens_nobody(area):
    take([PowerReport(terminal="T-NOBODY", kind=PowerKind.OFF, at=NOON)], at=later(1))
    assert not Outage.objects.exists()


def test_one_report_waits_and_the_second_makes_an_outage(area):
    _alice, first = resident(area)
    _bob, second = resident(area, "bob", "13803760002")
    assert report(point=first, at=NOON).verdict == Verdict.OPEN
    assert report(point=second, at=later(5)).verdict == Verdict.PART_OF
    assert Outage.objects.get().reports.count() == 2


def test_a_report_from_a_dark_area_joins_its_outage(area):
    _alice, point = resident(area)
    take([gasp(area)], at=later(1))
    assert report(point=point, at=later(3)).outage == Outage.objects.get()


def test_the_promise_of_arrival_runs_from_the_first_word_whoever_said_it(area):
    """A neighbour calls, then the terminal says so; 95598 tells only later of somebody who had called before both."""
    _alice, point = resident(area)
    assert report(point=point, at=NOON).verdict == Verdict.OPEN
    take([gasp(area, at=later(8))], at=later(10))
    outage = Outage.objects.get()
    assert (outage.arrive_by_at, outage.timeline.clocks.get().due_at) == (later(90), later(90))
    assert outage.reports.get().verdict == Verdict.PART_OF, "it no longer waits for an explanation"
    report(area=area, said_at=later(-2), at=later(20), source="HOTLINE", external_id="X1")
    assert Outage.objects.get().arrive_by_at == outage.timeline.clocks.get().due_at == later(90)
    report(area=area, said_at=later(4), at=later(21), source="HOTLINE", external_id="X2")
    assert Outage.objects.get().arrive_by_at == later(90)


def test_of_reports_that_make_an_outage_the_first_starts_the_clock(area):
    for n, name in enumerate(("alice", "bob")):
        report(point=resident(area, name, f"1380376000{n}")[1], at=later(20 * n))
    outage = Outage.objects.get()
    assert (outage.detected_at, outage.arrive_by_at, outage.timeline.clocks.get().started_at) == (NOON, later(90), NOON)


def test_what_was_settled_may_happen_again_and_is_heard(area, crew):
    alice, point = resident(area)
    first = report(point=point, by=alice, at=NOON)
    assert report(point=point, by=alice, at=later(1)) == first
    dismiss(first.pk, by=officer("d", Role.DISPATCH), at=later(2))
    assert report(point=point, by=alice, at=later(5)).verdict == Verdict.OPEN
    take([gasp(area, at=later(6))], at=later(7))
    restoring.restore(Outage.objects.get().pk, by=crew, at=later(15))
    assert report(point=point, by=alice, at=later(20)).verdict == Verdict.OPEN


def test_still_out_opens_a_restored_outage_again(area):
    alice, _point = resident(area)
    take([gasp(area)], at=later(1))
    outage = restoring.restore(Outage.objects.get().pk, by=officer("d", Role.DISPATCH), at=later(40))
    assert outage.stage == "RESTORED"
    restoring.still_out(outage.pk, by=alice, at=later(45))
    outage = Outage.objects.get()
    assert (outage.stage, outage.restored_at, outage.without_power().count()) == ("PARTLY_RESTORED", None, 1)


def test_nobody_says_still_out_in_time(area):
    take([gasp(area)], at=later(1))
    outage = restoring.restore(Outage.objects.get().pk, by=officer("d", Role.DISPATCH), at=later(40))
    assert watching.settle(outage.pk, at=later(60)).stage == "RESTORED"
    assert watching.settle(outage.pk, at=later(71)).stage == "VERIFIED"


def test_a_revised_estimate_stands_beside_the_first(area, crew):
    alice, _point = resident(area)
    take([gasp(area)], at=later(1))
    actions.revise(Outage.objects.get().pk, by=crew, at=later(9), back_at=later(99), reason="杆塔受损")
    assert Outage.objects.get().estimates.count() == 2
    assert told(alice) == ["fault-began", "fault-progress"]


def test_of_two_dispatchers_the_second_is_told(area):
    take([gasp(area)], at=later(1))
    dispatcher, team = officer("d", Role.DISPATCH), officer("crew", Role.WORKS)
    crews.dispatch(Outage.objects.get().pk, crew=team, by=dispatcher, at=later(3))
    with pytest.raises(WrongStage):
        crews.dispatch(Outage.objects.get().pk, crew=team, by=dispatcher, at=later(3))


def test_another_crew_cannot_arrive(area, crew):
    take([gasp(area)], at=later(1))
    with pytest.raises(NotAllowed):
        crews.arrive(Outage.objects.get().pk, by=officer("other", Role.WORKS), at=later(9))


def test_in_a_storm_nothing_goes_before_a_supervisor_says_so(area, monkeypatch):
    monkeypatch.setattr("outages.faults.rules.STORM", 0)
    alice, _point = resident(area)
    take([gasp(area)], at=later(1))
    assert told(alice) == []
    actions.release_push(Outage.objects.get().pk, by=officer("s", Role.SUPERVISOR), at=later(2))
    assert told(alice) == ["fault-began"]


def test_a_silent_estimate_and_a_late_crew_call_the_dispatcher_once(area):
    dispatcher = officer("d", Role.DISPATCH)
    take([gasp(area)], at=later(1))
    for _again in range(2):
        watch_faults(at=later(130).isoformat())
    assert told(dispatcher) == ["fault-estimate-due", "fault-late-on-site"]
