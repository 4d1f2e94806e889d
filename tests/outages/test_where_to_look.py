"""Where a crew looks first: the switch above everything that is dark, or the substation above several lines."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from gridhealth.demo import load_network
from gridhealth.models import Feeder, GridCell, MainTransformer, Substation
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.choices import PowerKind
from gridhealth.topology.models import Branch
from gridhealth.topology.queries import areas_fed_through, switch_above
from notifications.models import Message
from outages.choices import Source
from outages.faults import detection, merging
from outages.faults.showing import facts
from outages.models import Crew, Outage
from outages.published import queries as published
from tests.deadlines.cast import officer
from tests.gridhealth.conftest import NOON
from tests.outages.cast import gasp, resident
from tests.outages.test_fault_pages import browser_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def county(db):
    load_network(NOON)


@pytest.fixture
def halves(county):
    """A line whose switch half way has transformers on both sides: the switch, those behind it, those before."""
    for switch in Branch.objects.filter(code__endswith="-SW").order_by("code"):
        behind = list(areas_fed_through(switch).order_by("code"))
        before = list(switch.feeder.areas.exclude(pk__in=[area.pk for area in behind]).order_by("code"))
        if len(behind) > 2 and before:
            return switch, behind, before
    raise AssertionError("no line of the county has a half")


def test_the_nearest_switch_above_all_of_them_is_found_in_two_statements(halves, django_assert_num_queries):
    switch, behind, before = halves
    with django_assert_num_queries(2):
        assert switch_above(behind) == switch
    assert switch_above([behind[0], before[0]]) == Branch.objects.get(code=f"{switch.feeder.code}-CB")
    assert switch_above([]) is None


def test_the_page_names_the_switch_and_how_much_behind_it_is_dark(halves):
    switch, behind, _before = halves
    moments = dict.fromkeys(behind[:2], NOON)
    outage = detection.cut(switch.feeder, moments, at=NOON, began_at=NOON, source=Source.TELEMETRY)
    page = browser_of(officer("d", Role.DISPATCH)).get(f"/outages/{outage.number}/").content.decode()
    assert f"{switch.name}，其后 {len(behind)} 台变压器中有 2 台停电" in page


def test_what_is_back_points_nowhere(halves):
    switch, behind, _before = halves
    outage = detection.cut(switch.feeder, {behind[0]: NOON}, at=NOON, began_at=NOON, source=Source.TELEMETRY)
    outage.parts.update(back_at=NOON + MINUTE)
    assert switch.name not in str(facts(outage))


def lines_of_one_main():
    main = next(one for one in MainTransformer.objects.order_by("code") if one.feeders.count() > 1)
    return main, list(Feeder.objects.filter(main_transformer=main, areas__isnull=False).distinct().order_by("code")[:2])


def go_dark(lines, *, minutes_apart=0):
    for n, line in enumerate(lines):
        at = NOON + n * minutes_apart * MINUTE
        take([gasp(area, at=at) for area in line.areas.all()], at=at)


@pytest.mark.parametrize(("minutes", "events"), [(0, 1), (5, 1), (6, 2)])
def test_lines_of_one_transformer_that_go_at_once_are_one_cut_of_the_transformer(county, minutes, events):
    main, lines = lines_of_one_main()
    go_dark(lines, minutes_apart=minutes)
    page = browser_of(officer("d", Role.DISPATCH)).get("/outages/").content.decode()
    assert Outage.objects.real().count() == events
    assert (f"{main.name}的 2 条线路同时停电" in page) is (events == 1)
    assert [one.merged_into.where for one in Outage.objects.filter(stage="MERGED")] == [main.name] * (2 - events)


def crews_of(main, lines):
    """A crew for the cell of each line and one for that of their substation, which is another."""
    station = GridCell.objects.exclude(pk__in=[line.cell_id for line in lines]).first()
    Substation.objects.filter(pk=main.substation_id).update(cell=station)
    Feeder.objects.filter(pk=lines[1].pk).update(
        cell=GridCell.objects.exclude(pk__in=[station.pk, lines[0].cell_id])[0]
    )
    crews = {cell.pk: officer(f"crew {cell.pk}", Role.WORKS) for cell in GridCell.objects.all()}
    Crew.objects.all().delete()
    Crew.objects.bulk_create(Crew(cell_id=cell, user=user) for cell, user in crews.items())
    return crews[station.pk], *(crews[Feeder.objects.get(pk=line.pk).cell_id] for line in lines)


def sent(template):
    return {message.recipient for message in Message.objects.filter(template=template)}


def test_the_crew_of_the_substation_goes_where_nobody_was_sent_yet(county):
    main, lines = lines_of_one_main()
    of_station, *_of_lines = crews_of(main, lines)
    take([gasp(area) for line in lines for area in line.areas.all()], at=NOON)
    outage = Outage.objects.real().get()
    assert (outage.stage, outage.crew, outage.cell.crew.user, outage.where) == (
        "DISPATCHED", of_station, of_station, main.name,
    )  # fmt: skip
    assert outage.timeline.clocks.get(kind="O1").responsible == of_station
    assert (sent("fault-for-crew"), sent("fault-is-larger")) == ({of_station}, set())


def test_crews_on_the_road_hear_once_that_theirs_is_a_part_of_something_larger(county):
    main, lines = lines_of_one_main()
    _station, one, other = crews_of(main, lines)
    go_dark(lines, minutes_apart=6)
    first, second = Outage.objects.real().order_by("pk")
    assert (first.crew, second.crew) == (one, other)
    merging.merge(second.pk, into=first, by=officer("d", Role.DISPATCH), at=NOON + 9 * MINUTE)
    assert sorted(user.pk for user in sent("fault-is-larger")) == sorted([one.pk, other.pk])
    assert (Outage.objects.real().get().crew, Message.objects.filter(template="fault-is-larger").count()) == (one, 2)


def test_terminals_that_find_the_cause_above_leave_the_crew_on_the_road_and_its_promise_as_they_were(county):
    """One line goes, its crew is sent; three minutes later the next one goes: it was the transformer all along."""
    main, lines = lines_of_one_main()
    _station, crew, _other = crews_of(main, lines)
    go_dark(lines[:1])
    first = Outage.objects.get()
    assert (first.stage, first.crew) == ("DISPATCHED", crew)
    for minute in (3, 4):
        at = NOON + minute * MINUTE
        take([gasp(area, at=at) for area in lines[1].areas.all()], at=at)
    event = Outage.objects.real().get()
    assert (event.pk, event.stage, event.crew, event.where) == (first.pk, "DISPATCHED", crew, main.name)
    assert (event.arrive_by_at, event.dispatched_at) == (first.arrive_by_at, first.dispatched_at)
    clock = event.timeline.clocks.get(kind="O1")
    assert (clock.started_at, clock.due_at, clock.responsible) == (NOON, first.arrive_by_at, crew)
    told = Message.objects.filter(recipient=crew).order_by("pk").values_list("template", flat=True)
    assert list(told) == ["fault-for-crew", "fault-is-larger"]
    assert event.timeline.events.filter(verb="dispatch").count() == 1


@pytest.mark.parametrize("is_into_later", [True, False])
def test_a_merge_keeps_the_promise_of_the_earliest_word(county, is_into_later):
    main, lines = lines_of_one_main()
    crews_of(main, lines)
    go_dark(lines, minutes_apart=6)
    first, second = Outage.objects.real().order_by("pk")
    gone, kept = (first, second) if is_into_later else (second, first)
    merging.merge(gone.pk, into=kept, by=officer("d", Role.DISPATCH), at=NOON + 9 * MINUTE)
    event = Outage.objects.real().get()
    assert (event.detected_at, event.arrive_by_at) == (NOON, first.arrive_by_at)
    assert [clock.due_at for clock in event.timeline.clocks.running()] == [first.arrive_by_at]


def test_one_line_of_many_is_a_cut_of_the_line(county):
    _main, lines = lines_of_one_main()
    go_dark(lines[:1])
    assert Outage.objects.get().where == lines[0].name


def test_everybody_behind_the_transformer_hears_of_the_one_cut_and_of_each_line_that_comes_back(county):
    main, (one, other) = lines_of_one_main()
    alice, _point = resident(one.areas.first())
    bob, _point = resident(other.areas.first(), "bob", "13803760002")
    go_dark([one, other], minutes_apart=1)
    told = Message.objects.filter(template="fault-began").values_list("recipient", "about")
    outage = Outage.objects.real().get()
    assert sorted(told) == sorted([(alice.pk, outage.number), (bob.pk, outage.number)])
    take([gasp(area, PowerKind.ON, NOON + 30 * MINUTE) for area in other.areas.all()], at=NOON + 31 * MINUTE)
    assert Outage.objects.real().get().stage == "PARTLY_RESTORED"
    assert Message.objects.get(template="fault-restored").recipient == bob
    public = published.one(outage.number)
    assert (public.line, public.stage) == ("、".join(sorted((one.name, other.name))), "PARTLY_RESTORED")
    facts_of = {fact["label"]: str(fact["value"]) for fact in facts(Outage.objects.real().get())}
    assert main.name in facts_of.values()
