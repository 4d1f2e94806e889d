"""The demo county's people: two account managers who share the townships, the chief service officer and the deputy."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from customers.actions import appoint_chief, appoint_manager
from customers.demands.demo import load as load_demands
from customers.people_demo import load as load_people
from customers.visits.demo import load as load_visits
from customers.wishes.demo import load as load_wishes
from gridhealth.towns import SEAT, TOWNS

WEST_OF = 114.80


def load(at: datetime) -> int:
    """Appoint those who may sign in already; again is once."""
    names = ["manager", "manager2", "chief", "chief2"]
    people = {user.username: user for user in User.objects.filter(username__in=names)}
    codes = {
        "manager": [town.code for town in TOWNS if town.lon >= WEST_OF],
        "manager2": [town.code for town in TOWNS if town.lon < WEST_OF or town is SEAT],
    }
    for username, areas in codes.items():
        if username in people:
            appoint_manager(people[username], areas=areas, open_case_cap=60)
    if "chief" in people:
        appoint_chief(people["chief"], rank=0)
    if "chief2" in people:
        appoint_chief(people["chief2"], rank=1)
    return len(people) + load_people(at) + load_demands(at) + load_visits(at) + load_wishes(at)
