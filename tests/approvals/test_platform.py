"""The approval platform: packages out, words back, in their order whatever the line does to them."""

import json
import random
import time
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.refusals import WrongStage
from accounts.roles import Role
from approvals import actions, tasks
from approvals.models import Permit, PlatformNews, Round, Submission
from approvals.platform import actions as platform
from approvals.platform.rules import fold
from connectors.construction.wire import News, Word
from connectors.signing import WINDOW_S, sign
from tests.approvals.conftest import NOON, officer, permit

ADDRESS = "/connect/construction/news/"
LINES, HEARD_TOGETHER, CALLED = 1_000, 2, 5


def word(row, seq, kind=Word.GRANT, text=""):
    return News(f"n-{row.pk}-{seq}", f"permit-{row.pk}", seq, kind, f"文{seq}", text or "Look again")


@pytest.fixture
def row(parallel):
    """One of two permits, on the platform."""
    found = permit(parallel, "PLANNING")
    Submission.objects.create(permit=found, next_at=NOON, platform_no="PT-1", version=0)
    return found


def call(told, *, secret="test-key-of-construction", now_s=None, headers=None):  # noqa: S107 - a key for tests alone
    body = json.dumps(told).encode()
    made = headers or sign(secret, "POST", ADDRESS, body, now_s=now_s or int(time.time()))
    given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in made.items()}
    return Client().post(ADDRESS, body, content_type="application/json", **given), made


def told(row, seq=1, kind="GRANT"):
    return {"id": f"n{seq}", "reference": f"permit-{row.pk}", "seq": seq, "word": kind, "document_no": "7", "text": "x"}


def test_a_package_goes_out_and_the_answer_comes_back_by_asking(parallel, simulators):
    simulators.turn("construction", says="GRANT")
    tasks.platform()
    packages = simulators.systems["construction"].packages
    assert {one["kind"] for one in packages.values()} == {"PLANNING", "GREENING"}
    assert "name" not in next(iter(packages.values()))["package"]
    for one in Submission.objects.all():
        assert platform.poll(one.pk, at=NOON)
    assert Round.objects.get().is_settled


def test_pushing_twice_is_one_package_and_one_word(row, simulators):
    simulators.turn("construction", says="GRANT")
    assert platform.push(row.pk, at=NOON)
    assert platform.push(row.pk, at=NOON)
    platform.poll(row.submission.pk, at=NOON)
    platform.poll(row.submission.pk, at=NOON)
    assert PlatformNews.objects.count() == 1


def test_a_supplemented_package_is_sent_anew(row, simulators):
    platform.push(row.pk, at=NOON)
    actions.request_correction(row.pk, missing="Map", by=None, at=NOON)
    actions.supplement(row.pk, package={"area_name": "Elsewhere"}, by=None, at=NOON)
    tasks.platform()
    kept = simulators.systems["construction"].packages[f"permit-{row.pk}"]
    assert (kept["version"], kept["package"]["area_name"]) == (1, "Elsewhere")


def test_a_platform_that_is_down_is_given_up_and_a_person_sends_again(row, simulators, clerk):
    simulators.turn("construction", down=True)
    for _attempt in range(platform.PATIENCE):
        platform.push(row.pk, at=NOON)
    assert Submission.objects.given_up().get().reason
    browser = Client()
    browser.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
    assert "XC1" in browser.get("/operations/platform/").content.decode()
    assert browser.post(f"/operations/platform/{row.submission.pk}/again/").status_code == 302
    assert not Submission.objects.given_up().exists()


def test_without_a_platform_nothing_is_tried(row, settings):
    settings.CONNECTORS = {}
    assert not platform.push(row.pk, at=NOON)
    assert Submission.objects.get().attempts == 0


def test_a_signed_call_moves_the_permit(row, settings, simulators):
    answer, _headers = call(told(row))
    assert (answer.status_code, answer.json()) == (200, {"known": True})
    assert Permit.objects.get(pk=row.pk).stage == "GRANTED"


def test_forged_stale_and_replayed_calls_move_nothing(row, simulators):
    assert call(told(row), secret="somebody else")[0].status_code == 401
    assert call(told(row), now_s=int(time.time()) - WINDOW_S - 5)[0].status_code == 401
    _answer, headers = call({**told(row), "reference": "permit-999999"})
    assert call({**told(row), "reference": "permit-999999"}, headers=headers)[0].json()["code"] == "signature-replayed"
    assert Permit.objects.get(pk=row.pk).stage == "SUBMITTED_TO_GOV"


@pytest.mark.parametrize("reference", ["permit-999999", "permit-x", "", "filing-1", "permit-" + "9" * 30])
def test_news_of_nothing_of_ours_is_said_to_be_unknown(row, simulators, reference):
    answer, _headers = call({**told(row), "reference": reference})
    assert answer.status_code in (200, 400)
    assert not PlatformNews.objects.exists()


@pytest.mark.parametrize("wrong", [{"seq": 0}, {"seq": True}, {"word": "MAYBE"}, {"document_no": ""}, {"id": 7}, []])
def test_garbage_is_turned_away(row, simulators, wrong):
    answer, _headers = call({**told(row), **wrong} if isinstance(wrong, dict) else wrong)
    assert answer.status_code == 400


def test_what_the_desk_has_said_stands_and_the_late_word_is_kept(row, desks):
    actions.grant(row.pk, document_no="desk", by=desks["planning"], at=NOON)
    platform.hear(word(row, 1, Word.REFUSAL), at=NOON)
    news = PlatformNews.objects.get()
    assert (news.fate, Permit.objects.get(pk=row.pk).stage) == ("PASSED_OVER", "GRANTED")


def test_the_desk_is_late_when_the_platform_spoke_first(row, desks):
    platform.hear(word(row, 1), at=NOON)
    with pytest.raises(WrongStage):
        actions.refuse(row.pk, document_no="2", ground="x", by=desks["planning"], at=NOON)


def test_a_decision_waits_for_the_question_before_it_and_for_our_answer(row):
    platform.hear(word(row, 2), at=NOON)
    assert Permit.objects.get(pk=row.pk).stage == "SUBMITTED_TO_GOV"
    platform.hear(word(row, 1, Word.CORRECTION), at=NOON)
    assert Permit.objects.get(pk=row.pk).stage == "GOV_CORRECTION"
    actions.supplement(row.pk, package={}, by=None, at=NOON + timedelta(hours=1))
    platform.settle(row.submission.pk, at=NOON + timedelta(hours=1))
    assert Permit.objects.get(pk=row.pk).stage == "GRANTED"


STORIES = (
    (Word.GRANT, Word.REFUSAL),
    (Word.CORRECTION, Word.GRANT, Word.REFUSAL),
    (Word.CORRECTION, Word.REFUSAL, Word.GRANT),
    (Word.CORRECTION, Word.CORRECTION, Word.REFUSAL),
)


def delivered(words, chance):
    """Every word of a story in any order, some of them twice."""
    line = [one for one in words for _copy in range(chance.randint(1, HEARD_TOGETHER))]
    chance.shuffle(line)
    return tuple(line)


def state(row):
    found = Permit.objects.get(pk=row.pk)
    news = list(PlatformNews.objects.order_by("seq").values_list("seq", "fate"))
    return found.stage, found.document_no, found.missing, found.corrections, news


def play(row, lines):
    """Where each of these lines of calls leads, and how many calls that took; undone afterwards.

    What lines begin with alike is played once. Our answer comes as soon as it is asked for.
    """
    reached, calls = {(): state(row)} if () in lines else {}, 0
    for first, together in groupby(sorted(lines, key=_order), key=lambda line: line[:1]):
        if not first:
            continue
        with transaction.atomic():
            platform.hear(first[0], at=NOON)
            if Permit.objects.get(pk=row.pk).stage == "GOV_CORRECTION":
                actions.supplement(row.pk, package={}, by=None, at=NOON)
                platform.settle(row.submission.pk, at=NOON)
            found, more = play(row, {line[1:] for line in together})
            transaction.set_rollback(True)
        reached |= {first + rest: where for rest, where in found.items()}
        calls += 1 + more
    return reached, calls


def _order(line):
    return [one.seq for one in line]


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_a_thousand_lines_in_any_order_end_in_the_rows_of_the_ordered_one(row, story):
    chance, words = random.Random(4), tuple(word(row, n + 1, kind) for n, kind in enumerate(story))
    lines = {delivered(words, chance) for _n in range(LINES // len(STORIES))}
    reached, calls = play(row, lines | {words})
    ordered, talk = reached[words], fold(words)
    assert set(reached) == lines | {words}
    assert {str(where) for where in reached.values()} == {str(ordered)}
    assert (talk.stage, talk.document_no, talk.missing, talk.corrections) == ordered[:4]
    assert sorted(talk.fates.items()) == ordered[4]
    assert calls > len(words)
    assert not PlatformNews.objects.exists()


def test_abused_calls_over_http_end_in_the_rows_of_the_ordered_ones(row, simulators):
    """Signed, doubled, replayed byte for byte, forged, stale and shuffled: through the address the platform calls."""
    chance, kinds, reached = random.Random(6), (Word.GRANT, Word.REFUSAL), set()
    for n in range(CALLED):
        calls = [(told(row, seq, kind.value), {}) for seq, kind in enumerate(kinds, 1)] * (1 + n % 2)
        calls += [(told(row, 1, "REFUSAL"), {"secret": "somebody else"}), (told(row, 1, "REFUSAL"), {"now_s": 1})]
        chance.shuffle(calls)
        with transaction.atomic():
            answers = [(one, call(one, **how)) for one, how in calls]
            replays = [call(one, headers=headers)[0].status_code for one, (_answer, headers) in answers]
            reached.add(str(state(row)))
            transaction.set_rollback(True)
        assert set(replays) == {401}
        assert sorted(answer.status_code for _one, (answer, _h) in answers)[-2:] == [401, 401]
    assert reached == {str(("GRANTED", "7", "", 0, [(1, "TAKEN"), (2, "PASSED_OVER")]))}


def test_lines_of_two_permits_that_cross_each_other_end_where_each_alone_does(parallel):
    chance, wanted = random.Random(5), {}
    for kind in ("PLANNING", "GREENING"):
        one = permit(parallel, kind)
        Submission.objects.create(permit=one, next_at=NOON, platform_no=kind, version=0)
        wanted[one] = tuple(word(one, n + 1, said) for n, said in enumerate(STORIES[1]))
    line = [news for words in wanted.values() for news in delivered(words, chance)]
    chance.shuffle(line)
    for news in line:
        platform.hear(news, at=NOON)
        for one in Permit.objects.filter(stage="GOV_CORRECTION").select_related("submission"):
            actions.supplement(one.pk, package={}, by=None, at=NOON)
            platform.settle(one.submission.pk, at=NOON)
    assert set(Permit.objects.values_list("stage", "document_no")) == {("GRANTED", "文2")}
    assert Round.objects.get().stage == "CLOSED"


def test_a_changed_repeat_of_a_number_changes_nothing(row):
    platform.hear(word(row, 1), at=NOON)
    platform.hear(replace(word(row, 1, Word.REFUSAL), document_no="other"), at=NOON)
    assert Permit.objects.get(pk=row.pk).document_no == "文1"


def test_only_those_who_answer_for_it_see_what_was_given_up(row):
    for role, status in ((Role.METER, 404), (Role.SUPERVISOR, 200)):
        browser = Client()
        browser.force_login(officer(role, role), "django.contrib.auth.backends.ModelBackend")
        assert browser.get("/operations/platform/").status_code == status


def test_the_task_asks_again_only_after_a_while(row, simulators):
    platform.push(row.pk, at=timezone.now())
    tasks.platform()
    first = Submission.objects.get(permit=row).verified_at
    tasks.platform()
    assert Submission.objects.get(permit=row).verified_at == first
    assert first <= timezone.now()
