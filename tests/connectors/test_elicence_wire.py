"""Answers of the sharing platform: what is believed and what is garbage. No database."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from connectors.elicence.choices import LicenceKind
from connectors.elicence.simulator import REGISTER
from connectors.elicence.simulator import _licence as printed
from connectors.elicence.wire import Garbage, is_licence_id, parse

PERSON = REGISTER.demo_persons[0]
GOOD = {"licences": [printed(LicenceKind.CITIZEN_ID, PERSON, version=0)]}
PUBLISHED = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"


def test_the_published_licence_identifier_passes() -> None:
    assert is_licence_id(PUBLISHED)


@given(st.integers(0, len(PUBLISHED) - 1), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY."))
def test_one_changed_character_of_an_identifier_is_noticed(place: int, other: str) -> None:
    changed = PUBLISHED[:place] + other + PUBLISHED[place + 1 :]
    assert is_licence_id(changed) == (changed == PUBLISHED)


def test_a_good_answer_becomes_a_licence() -> None:
    (licence,) = parse(LicenceKind.CITIZEN_ID, GOOD)
    assert licence.owner_id == PERSON.citizen_id
    assert licence.fields["name"] == PERSON.name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("licence_id", PUBLISHED[:-1] + "V"),
        ("kind", "REAL_ESTATE"),
        ("state", "FINE"),
        ("valid_until", "31.12.2030"),
        ("issued_by", ""),
        ("fields", []),
        ("fields", {"name": "李"}),
        ("fields", GOOD["licences"][0]["fields"] | {"name": "李\x00四"}),
        ("fields", GOOD["licences"][0]["fields"] | {"name": "长" * 61}),
        ("fields", GOOD["licences"][0]["fields"] | {"citizen_id": 411523}),
    ],
)
def test_anything_not_as_agreed_is_garbage(name: str, value: Any) -> None:
    spoilt = copy.deepcopy(GOOD)
    spoilt["licences"][0][name] = value
    with pytest.raises(Garbage):
        parse(LicenceKind.CITIZEN_ID, spoilt)


NAMES = st.sampled_from(["licences", "kind", "state", "licence_id", "fields", "x"])
json_values = st.recursive(
    st.none() | st.integers() | st.sampled_from(["", "VALID", "REAL_ESTATE", PUBLISHED]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, json_values, max_size=3))
def test_no_answer_whatever_makes_the_parser_stumble(body: dict[str, Any]) -> None:
    with pytest.raises(Garbage):
        parse(LicenceKind.REAL_ESTATE, body)


def test_everybody_in_the_register_has_numbers_that_check() -> None:
    assert all(ric.is_valid(person.citizen_id) for person in REGISTER.persons)
    assert all(uscc.is_valid(business.uscc) for business in REGISTER.businesses)
    assert len(REGISTER.by_id) == len(REGISTER.persons) + len(REGISTER.businesses)


def test_every_demo_customer_owns_a_property() -> None:
    assert all(REGISTER.properties_of(person.citizen_id) for person in REGISTER.demo_persons)
    assert all(REGISTER.properties_of(business.uscc) for business in REGISTER.demo_businesses)


def test_two_owners_in_the_demo_have_a_choice_to_make() -> None:
    assert any(len(REGISTER.properties_of(business.uscc)) == 2 for business in REGISTER.demo_businesses)
