"""Whoever sees personal data in full is written down first; roles come and go with the next request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts import actions
from accounts.access import QUOTA, reveal
from accounts.models import Consent, PersonalDataAccess, User
from accounts.refusals import Invalid, NotAllowed, Unmet
from accounts.roles import Role, by_role, by_system
from tests.accounts.conftest import AT, PASSWORD, PHONE

pytestmark = pytest.mark.django_db


def hired(username, *roles, department=""):
    user = actions.hire(username, name="某人", at=AT, password=PASSWORD)
    for role in roles:
        actions.grant_role(user, role, at=AT, by=None, department=department)
    return user


def test_reveal_writes_who_whose_what_why_and_when(mei, wang):
    assert reveal(mei, "phone", by=wang, reason="book the survey", at=AT) == PHONE
    row = PersonalDataAccess.objects.get()
    assert (row.by, row.subject, row.field, row.reason, row.at) == (wang, mei, "phone", "book the survey", AT)
    assert row.by_roles == "manager"


def test_no_reason_no_data(mei, wang):
    with pytest.raises(Invalid):
        reveal(mei, "phone", by=wang, reason=" ", at=AT)


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_readers_see_no_personal_data(mei, role):
    with pytest.raises(NotAllowed):
        reveal(mei, "phone", by=hired("reader", role), reason="curious", at=AT)
    assert not PersonalDataAccess.objects.exists()


def test_one_customer_does_not_see_another(mei):
    from accounts.signin.actions import welcome_customer

    other = welcome_customer("13700000000", at=AT)
    with pytest.raises(NotAllowed):
        reveal(mei, "phone", by=other, reason="neighbour", at=AT)


def test_over_thirty_a_day_are_marked(mei, wang):
    for _look in range(QUOTA + 1):
        reveal(mei, "phone", by=wang, reason="work", at=AT)
    reveal(mei, "phone", by=wang, reason="work", at=AT + timedelta(days=1))
    assert PersonalDataAccess.objects.filter(is_over_quota=True).count() == 1


@pytest.mark.parametrize("change", [lambda rows: rows.update(reason="x"), lambda rows: rows.delete()])
def test_the_access_log_cannot_be_changed(mei, wang, change):
    reveal(mei, "phone", by=wang, reason="work", at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(PersonalDataAccess.objects.all())


def test_the_customer_reads_role_and_reason_and_no_name(mei, wang, browser):
    reveal(mei, "phone", by=wang, reason="book the survey", at=AT)
    browser.force_login(mei)
    page = browser.get("/my-data/").content.decode()
    assert "book the survey" in page
    assert "Account manager" in page
    assert "王大力" not in page
    assert PHONE not in page


def test_a_role_taken_away_is_gone_at_the_next_question(wang):
    assert wang.has_role(Role.MANAGER)
    actions.revoke_role(User.objects.get(pk=wang.pk), Role.MANAGER, at=AT, by=None)
    assert not User.objects.get(pk=wang.pk).roles
    assert not User.objects.holding(Role.MANAGER).exists()


def test_a_government_role_is_of_one_department():
    officer = hired("road", Role.GOV, department="road")
    assert officer.has_role(Role.GOV)
    assert officer.has_role(Role.GOV, "road")
    assert not officer.has_role(Role.GOV, "greening")


def test_nobody_promotes_himself_and_auditors_do_nothing_else(wang, mei):
    with pytest.raises(NotAllowed):
        actions.grant_role(wang, Role.SUPERVISOR, at=AT, by=wang)
    with pytest.raises(Unmet):
        actions.grant_role(wang, Role.AUDITOR, at=AT, by=None)
    with pytest.raises(Unmet):
        actions.grant_role(hired("a", Role.AUDITOR), Role.CHIEF, at=AT, by=None)
    with pytest.raises(Unmet):
        actions.grant_role(mei, Role.CHIEF, at=AT, by=None)


def test_a_role_given_twice_is_held_once(wang):
    actions.grant_role(wang, Role.MANAGER, at=AT, by=None)
    assert wang.grants.count() == 1


def test_the_checks_of_the_machines(wang, mei):
    assert by_role(Role.MANAGER, Role.CHIEF)(None, wang)
    assert not by_role(Role.CHIEF)(None, wang)
    assert not by_role(Role.MANAGER)(None, mei)
    assert not by_role(Role.MANAGER)(None, None)
    assert by_system(None, None)
    assert not by_system(None, wang)
    with pytest.raises(ValueError, match="never acts"):
        by_role(Role.LEADER)


def test_one_query_answers_every_question_about_roles(wang, django_assert_num_queries):
    user = User.objects.get(pk=wang.pk)
    with django_assert_num_queries(1):
        assert [user.has_role(role) for role in Role].count(True) == 1


def test_consent_is_given_once_a_wording_and_taken_back_as_easily(mei, browser):
    browser.force_login(mei)
    for _press in range(2):
        browser.post("/my-data/consents/licences/give/")
    assert Consent.objects.standing(mei, "licences").count() == 1
    assert len(Consent.objects.get().text_sha256) == 64
    browser.post("/my-data/consents/licences/withdraw/")
    assert not Consent.objects.standing(mei, "licences")
    assert Consent.objects.count() == 1


def test_a_newer_wording_replaces_the_older_yes(mei):
    actions.give_consent(mei, "licences", text_version="1", at=AT)
    actions.give_consent(mei, "licences", text_version="2", at=AT)
    assert [consent.text_version for consent in Consent.objects.standing(mei, "licences")] == ["2"]


def test_an_unknown_purpose_is_not_found(mei, browser):
    browser.force_login(mei)
    assert browser.post("/my-data/consents/everything/give/").status_code == 404


@pytest.mark.parametrize("address", ["/my-data/", "/my-data/consents/licences/give/"])
def test_my_data_is_for_those_who_signed_in(address):
    assert Client().post(address)["Location"].startswith("/sign-in/")
