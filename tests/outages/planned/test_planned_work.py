"""Planned work: live first, then every approval, then the notice; what was announced stays as it was."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.refusals import Invalid, NotAllowed, Unmet, WrongStage
from notifications.models import Message
from outages.indices.models import Interruption
from outages.planned import actions
from outages.planned.models import Announcement, PlannedWork
from outages.planned.rules import announce_by, forbids_live_work, notice_class
from outages.planned.saving import live_share
from outages.tasks import watch_planned
from tests.outages.planned.conftest import DAY, NOON, approved, proposed, published, requested

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("left", "found"), [(7 * DAY, "PLANNED"), (7 * DAY - HOUR, "TEMPORARY"), (DAY, "TEMPORARY"), (DAY - HOUR, None)]
)
def test_the_hard_stop_is_seven_times_twenty_four_hours(left, found):
    assert notice_class(NOON, NOON + left) == found


def test_we_plan_to_seven_full_days():
    assert announce_by(NOON) == NOON.replace(hour=0) - 7 * DAY


@pytest.mark.parametrize(("wind", "humidity", "bad"), [(10, 80, False), ("10.1", 80, True), (10, "80.1", True)])
def test_wind_and_wet_forbid_live_work(wind, humidity, bad):
    told = {"wind_ms": Decimal(wind), "humidity": Decimal(humidity), "is_raining": False, "has_lightning": False}
    assert forbids_live_work(**told) is bad


def test_live_work_names_its_method(work, people):
    with pytest.raises(Unmet):
        actions.plan_live(work.pk, live_method="", by=people["works"], at=NOON)


def test_an_outage_needs_a_written_reason_why_not_live(work, people):
    with pytest.raises(Unmet):
        actions.request_outage(work.pk, why_not_live="  ", by=people["works"], at=NOON)


def test_live_work_switches_nobody_off_and_says_what_it_saves(work, people):
    actions.plan_live(work.pk, live_method="BYPASS", by=people["works"], at=NOON)
    actions.finish_live(work.pk, by=people["works"], at=NOON + 10 * DAY)
    told = live_share(NOON, NOON + 30 * DAY)
    assert (told.share, told.saved_customer_hours, Announcement.objects.count()) == (1, 400, 0)


def test_weather_moves_live_work_to_another_day(work, people):
    actions.plan_live(work.pk, live_method="BYPASS", by=people["works"], at=NOON)
    later = {"starts_at": NOON + 12 * DAY, "ends_at": NOON + 12 * DAY + HOUR, "by": people["works"], "at": NOON}
    fair = {"wind_ms": Decimal(3), "humidity": Decimal(50), "is_raining": False, "has_lightning": False}
    with pytest.raises(Invalid):
        actions.reschedule(work.pk, **later, **fair)
    moved = actions.reschedule(work.pk, **later, **{**fair, "is_raining": True})
    assert (moved.stage, moved.reschedules) == ("LIVE", 1)


def test_each_signature_is_anothers_and_in_order(work, people):
    requested(work, people)
    with pytest.raises(NotAllowed):
        actions.sign(work.pk, by=people["supervisor"], at=NOON)
    actions.sign(work.pk, by=people["dispatch"], at=NOON)
    with pytest.raises(NotAllowed):
        actions.sign(work.pk, by=people["dispatch"], at=NOON)
    assert actions.sign(work.pk, by=people["supervisor"], at=NOON).stage == "APPROVED"


def test_nothing_is_announced_before_its_approval(work, people):
    requested(work, people)
    with pytest.raises(WrongStage):
        actions.publish(work.pk, by=people["dispatch"], at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedWork.objects.filter(pk=work.pk).update(stage="NOTIFIED")


def test_everybody_affected_is_told_once(work, people, customer):
    published(work, people)
    assert Message.objects.filter(recipient=customer, template="planned-outage-notice").count() == 1


def test_after_the_hard_stop_it_is_temporary_and_one_more_signs(work, people):
    approved(work, people)
    late = NOON + 4 * DAY
    with pytest.raises(Unmet):
        actions.publish(work.pk, by=people["dispatch"], at=late)
    actions.make_temporary(work.pk, reason="late", by=people["works"], at=late)
    for role in ("dispatch", "supervisor", "chief"):
        actions.sign(work.pk, by=people[role], at=late)
    assert actions.publish(work.pk, by=people["dispatch"], at=late).stage == "NOTIFIED"


def test_with_less_than_a_day_there_is_no_outage(people, areas, customer):
    work = proposed(people, areas, days=0.9)
    with pytest.raises(Unmet):
        requested(work, people)


def test_from_notice_to_restored_every_word_refers_to_the_one_before(work, people):
    published(work, people)
    begin, by = work.starts_at, people["dispatch"]
    actions.start(work.pk, by=by, at=begin)
    actions.extend(work.pk, ends_at=begin + 6 * HOUR, reason="rock", by=by, at=begin + HOUR)
    actions.restore(work.pk, by=by, at=begin + 5 * HOUR)
    told = list(Announcement.objects.values_list("kind", "refers_to__kind"))
    assert told == [("NOTICE", None), ("EXTENSION", "NOTICE"), ("EARLY", "EXTENSION")]
    assert {(row.on_at - row.off_at, row.customers) for row in Interruption.objects.all()} == {(5 * HOUR, 50)}


def test_an_announcement_is_for_ever(work, people):
    published(work, people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.update(reason="another")


def test_no_switch_before_the_announced_moment_nor_extension_after_the_end(work, people):
    published(work, people)
    by = people["dispatch"]
    with pytest.raises(Unmet):
        actions.start(work.pk, by=by, at=work.starts_at - HOUR)
    actions.start(work.pk, by=by, at=work.starts_at)
    with pytest.raises(Unmet):
        actions.extend(work.pk, ends_at=work.ends_at + DAY, reason="x", by=by, at=work.ends_at)


def test_another_time_needs_its_full_notice_again(work, people):
    published(work, people)
    soon = {"starts_at": NOON + 3 * DAY, "ends_at": NOON + 3 * DAY + HOUR}
    with pytest.raises(Unmet):
        actions.change(work.pk, **soon, reason="x", by=people["dispatch"], at=NOON)


def test_a_new_time_and_a_delay_are_words_of_their_own_that_refer_back(work, people, customer):
    published(work, people)
    by, later = people["dispatch"], work.starts_at + 2 * DAY
    actions.change(work.pk, starts_at=later, ends_at=later + 4 * HOUR, reason="rain", by=by, at=NOON)
    with pytest.raises(Invalid):
        actions.delay(work.pk, starts_at=later + 4 * HOUR, reason="x", by=by, at=NOON)
    actions.delay(work.pk, starts_at=later + HOUR, reason="a crane is late", by=by, at=NOON + DAY)
    told = Announcement.objects.values_list("kind", "refers_to__kind", "starts_at", "ends_at")
    assert list(told) == [
        ("NOTICE", None, later - 2 * DAY, later - 2 * DAY + 4 * HOUR), ("CHANGE", "NOTICE", later, later + 4 * HOUR),
        ("DELAY", "CHANGE", later + HOUR, later + 4 * HOUR),
    ]  # fmt: skip
    assert Message.objects.filter(recipient=customer).count() == 3


def test_two_works_do_not_switch_the_same_people_off_at_once(work, people, areas):
    other, apart = proposed(people, areas[1:]), proposed(people, areas[1:], days=11)
    requested(work, people)
    with pytest.raises(Unmet) as refused:
        requested(other, people)
    assert work.number in str(refused.value.sentence)
    published(apart, people)
    with pytest.raises(Unmet):
        actions.change(
            apart.pk, starts_at=work.starts_at + HOUR, ends_at=work.ends_at, reason="x", by=people["dispatch"], at=NOON
        )
    actions.plan_live(other.pk, live_method="BYPASS", by=people["works"], at=NOON)
    actions.refuse(work.pk, reason="not now", by=people["dispatch"], at=NOON)
    requested(proposed(people, areas[1:]), people)


def test_a_cancelled_outage_is_taken_back_in_public(work, people, customer):
    published(work, people)
    actions.cancel(work.pk, reason="storm elsewhere", by=people["works"], at=NOON + DAY)
    last = Announcement.objects.last()
    assert (last.kind, last.refers_to.kind) == ("CANCELLATION", "NOTICE")
    assert Message.objects.filter(recipient=customer).count() == 2


def test_transformers_of_another_line_are_refused(people, areas):
    from gridhealth.models import TransformerArea

    other = TransformerArea.objects.exclude(feeder=areas[0].feeder).first()
    with pytest.raises(Invalid):
        proposed(people, [areas[0], other])


def test_dispatchers_are_reminded_once_that_an_announcement_is_due(work, people):
    approved(work, people)
    for _twice in range(2):
        watch_planned(at=NOON.isoformat())
    assert Message.objects.filter(recipient=people["dispatch"], template="planned-work-announce").count() == 1


def test_dispatchers_hear_of_an_end_that_is_near(work, people):
    published(work, people)
    actions.start(work.pk, by=people["dispatch"], at=work.starts_at)
    watch_planned(at=work.starts_at.isoformat())
    watch_planned(at=(work.ends_at - timedelta(minutes=20)).isoformat())
    assert Message.objects.filter(recipient=people["dispatch"], template="planned-work-ends").count() == 1
