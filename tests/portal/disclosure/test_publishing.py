"""Rendered once per change, swapped as a whole, served from files: with the database, and without it."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from csp.utils import build_policy
from django.db import connection, transaction
from django.test import Client

from accounts.roles import Role
from gridhealth.telemetry.actions import take
from outages.faults import actions as faults
from outages.models import Outage
from portal.disclosure import actions, store
from portal.disclosure.models import Change, Publication
from portal.disclosure.serving import TYPES, PublishedFirst, _manners, answer
from portal.disclosure.topics import TOPICS, Sheet
from tests.deadlines.cast import officer
from tests.gridhealth.conftest import NOON
from tests.outages.cast import gasp, later, resident

PAGE = "/public/outages/"
pytestmark = pytest.mark.django_db


def ask(address=PAGE, **headers):
    return answer({"PATH_INFO": address, "REQUEST_METHOD": "GET", **headers})


def renders():
    return Publication.objects.get(topic="outages").renders


def put_out(area):
    resident(area)
    take([gasp(area)], at=later(1))
    return Outage.objects.get()


def test_one_change_is_one_render_however_often_it_is_asked_for(area, crew):
    actions.publish("outages", at=NOON)
    put_out(area)
    done = [actions.publish("outages", at=later(0.5)) for _n in range(3)]
    assert (done, renders()) == ([1, 0, 0], 2)
    assert "A1" in ask().body.decode()


def test_many_changes_before_a_render_are_one_render(area, crew):
    actions.publish("outages", at=NOON)
    outage = put_out(area)
    for minutes in (30, 60, 90):
        faults.revise(outage.pk, by=crew, at=later(2), back_at=later(minutes))
    assert actions.publish("outages", at=later(0.5)) == 1
    assert Change.objects.count() == 0


def test_a_worker_is_woken_once_a_transaction(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as woken:
        for number in ("TD1", "TD1", "TD2"):
            actions.note("outages", about=number, at=NOON)
    assert (len(woken), Change.objects.count()) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_published():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.note("outages", about="TD1", at=NOON)
        _nothing = 1 / 0
    assert not Change.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_render_one_change_once():
    actions.publish("outages", at=NOON)
    actions.note("outages", about="TD1", at=NOON)
    done = []

    def work():
        done.append(actions.publish("outages", at=NOON))
        connection.close()

    workers = [threading.Thread(target=work) for _n in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (sum(done), renders()) == (1, 2)


def test_a_render_that_fails_leaves_its_changes_for_the_next(monkeypatch, area):
    actions.publish("outages", at=NOON)
    actions.note("outages", about="TD1", at=NOON)
    monkeypatch.setattr("portal.disclosure.outages.pages.drawing", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.publish("outages", at=NOON)
    monkeypatch.undo()
    assert actions.publish("outages", at=NOON) == 1


def test_a_page_that_nothing_changed_is_made_anew_when_its_words_grow_old(db):
    rounds = [actions.publish("outages", at=NOON + timedelta(seconds=s)) for s in (0, 30, 59, 60)]
    assert rounds == [1, 0, 0, 1]


def test_a_request_costs_no_statement_and_no_template(area, crew, django_assert_num_queries, monkeypatch):
    put_out(area)
    actions.publish("outages", at=later(2))
    monkeypatch.setattr("django.template.base.Template.render", lambda *_: 1 / 0)
    number = Outage.objects.get().number
    with django_assert_num_queries(0):
        for address in (PAGE, f"{PAGE}{number}/", f"{PAGE}{number}.cap.xml", "/public/outages.atom"):
            assert ask(address).status == "200 OK"
            assert Client().get(address).status_code == 200


def test_a_search_asks_what_was_published_and_no_statement(area, crew, client, django_assert_num_queries):
    put_out(area)
    actions.publish("outages", at=later(2))
    with django_assert_num_queries(0):
        assert "TD" in client.get(PAGE, {"q": "a1 unit 2"}).content.decode()
        assert "没有查到该处停电" in client.get(PAGE, {"q": "Nowhere"}).content.decode()


def test_the_home_page_counts_the_outages_that_were_published(area, crew, client):
    actions.publish("outages", at=NOON)
    assert "目前没有停电" in client.get("/").content.decode()
    put_out(area)
    actions.publish("outages", at=later(2))
    assert "现有1处停电" in client.get("/").content.decode()


def test_the_page_is_there_in_both_languages_and_the_reader_chooses(db):
    actions.publish("outages", at=NOON)
    said = [ask(HTTP_ACCEPT_LANGUAGE=header).body[:200] for header in ("zh-CN,en;q=0.5", "en-GB, zh", "fr")]
    assert [b'lang="en"' in one for one in said] == [False, True, False]
    assert b'lang="en"' in ask(HTTP_COOKIE="a=b; django_language=en", HTTP_ACCEPT_LANGUAGE="zh").body[:200]


@pytest.mark.parametrize(("text", "theme"), [("large", "auto"), ("normal", "dark"), ("large", "light")])
def test_large_text_and_colours_are_put_on_as_the_frame_itself_would(db, client, text, theme):
    actions.publish("outages", at=NOON)
    client.cookies.load({"text_size": text, "theme": theme})
    whole, found = client.get("/").content.decode(), client.get(PAGE).content.decode()
    assert found.split("<head>")[0] == whole.split("<head>")[0]
    colours = [page.split("site-footer-more")[1].split("</ul>")[1] for page in (whole, found)]
    assert colours[0].replace('next=%2F"', 'next=%2Fpublic%2Foutages%2F"') == colours[1]


def test_what_a_reader_has_already_is_not_sent_again(db):
    actions.publish("outages", at=NOON)
    first = dict(ask(HTTP_ACCEPT_ENCODING="gzip").headers)
    assert first["Content-Encoding"] == "gzip"
    same = ask(HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=f'"x", {first["ETag"]}')
    later_on = ask(HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])
    assert (same.status, same.body, later_on.status) == ("304 Not Modified", b"", "304 Not Modified")
    actions.publish("outages", at=NOON + timedelta(minutes=2))
    assert ask(HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=first["ETag"]).status == "200 OK"


@pytest.mark.parametrize("address", [
    "/public/outages/../../etc/passwd", "/public/outages//", "/public/outages/index.zh.html", "/public/outages.csv.gz",
    "/public/outages/%00/", "/public/outages/\0/", "/public/outages/TD1", "/public/", "/",
])  # fmt: skip
def test_no_file_but_a_published_sheet_is_ever_sent(db, address):
    actions.publish("outages", at=NOON)
    assert ask(address) is None


def test_other_methods_and_questions_go_on_to_the_portal(db):
    actions.publish("outages", at=NOON)
    asked = []
    door = PublishedFirst(lambda environ, start: asked.append(environ) or [b""])
    for method, query in (("POST", ""), ("GET", "q=a"), ("GET", "")):
        door({"PATH_INFO": PAGE, "REQUEST_METHOD": method, "QUERY_STRING": query}, lambda *_: None)
    assert len(asked) == 2


def test_a_crowd_before_the_first_render_makes_one(area, settings):
    made = []
    topic = TOPICS["outages"]
    for _n in range(3):
        actions.fill(PAGE, topic, at=NOON)
        made.append(store.file_of(PAGE, "zh").stat().st_mtime_ns)
    assert len(set(made)) == 1


def test_a_file_is_replaced_as_a_whole_and_only_when_it_differs(published_root):
    path = store.file_of(PAGE, "zh")
    assert store.put(Sheet(PAGE, "zh", b"one"))
    reader = path.open("rb")
    assert store.put(Sheet(PAGE, "zh", b"two, and longer"))
    assert not store.put(Sheet(PAGE, "zh", b"two, and longer"))
    assert (reader.read(), path.read_bytes()) == (b"one", b"two, and longer")
    reader.close()
    assert sorted(one.name for one in path.parent.iterdir()) == ["index.zh.html", "index.zh.html.gz"]


def test_a_page_keeps_the_manners_of_every_other_page(db, client):
    told = dict(ask().headers) if actions.publish("outages", at=NOON) else {}
    usual = client.get("/privacy/")
    for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy",
                 "Cross-Origin-Opener-Policy"):  # fmt: skip
        assert told[name] == usual[name]


def test_behind_tls_a_plain_request_is_sent_on_to_be_turned(db, settings):
    actions.publish("outages", at=NOON)
    settings.BEHIND_TLS = True
    assert ask() is None
    assert ask(HTTP_X_FORWARDED_PROTO="https").status == "200 OK"


def test_somebody_signed_in_reads_the_same_page(db, client):
    actions.publish("outages", at=NOON)
    client.force_login(officer("d", Role.DISPATCH), "django.contrib.auth.backends.ModelBackend")
    assert client.get(PAGE).content == ask().body


def test_nginx_sends_published_pages_with_the_same_manners(settings):
    shipped = (Path(settings.BASE_DIR) / "deploy/nginx.conf").read_text()
    policy = re.search(r'Content-Security-Policy "([^"]+)"', shipped)[1]
    assert set(policy.split("; ")) == set(build_policy().split("; "))
    for name, value in _manners("html"):
        assert name == "Content-Security-Policy" or f"{name} {value}" in shipped.replace('"', ""), name
    for kind, media in TYPES.items():
        assert f"{media.split(';')[0]} {kind};" in shipped, kind
