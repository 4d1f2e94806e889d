"""The navigation: which doors stand open to whom, which of them are always seen, and which one is behind."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

MOST_SEEN = 6
"""So many doors are seen at once; what is used less is folded away behind them."""
QUESTIONS = 3
"""What people come with who are not signed in: the first doors. So many fit beside each other on a phone."""


class Door(NamedTuple):
    """One entry of the navigation. Without roles it is for everybody of its kind."""

    label: Any
    url: str
    roles: frozenset[str] = frozenset()


ANYBODY = (
    Door(_("Apply"), "/apply/"),
    Door(_("Track"), "/track/"),
    Door(_("No power?"), "/public/outages/"),
    Door(_("See your promise"), "/assess/"),
    Door(_("Is there room for me?"), "/capacity/"),
    Door(_("How it works"), "/public/process/"),
    Door(_("Prices"), "/public/prices/"),
    Door(_("The grid"), "/public/grid/"),
    Door(_("Promises kept"), "/public/performance/"),
    Door(_("Open data"), "/public/data/"),
)
CUSTOMER = (
    Door(_("Apply"), "/apply/"),
    Door(_("My applications"), "/applications/"),
    Door(_("No power"), "/outages/report/"),
    Door(_("Requests"), "/demands/"),
    Door(_("Account managers"), "/managers/"),
    Door(_("Is there room for me?"), "/capacity/"),
    Door(_("Messages"), "/messages/"),
    Door(_("Energy services"), "/energy-services/"),
    Door(_("My data"), "/my-data/"),
)
STAFF = (
    Door(_("Queue"), "/room/"),
    Door(_("Supervision"), "/supervision/", frozenset({"supervisor", "leader", "auditor", "chief"})),
    Door(_("Counter"), "/counter/", frozenset({"intake", "manager"})),
    Door(_("Works"), "/works/", frozenset({"works", "inspector"})),
    Door(_("Meters"), "/meters/", frozenset({"meter", "dispatch"})),
    Door(_("Visits"), "/visits/", frozenset({"manager", "chief"})),
    Door(_("Account managers"), "/managers/", frozenset({"chief"})),
    Door(_("Requests"), "/demands/", frozenset({"chief", "intake", "manager", "supervisor"})),
    Door(_("Leases"), "/leases/", frozenset({"works", "contract"})),
    Door(_("Projects"), "/projects/", frozenset({"manager", "chief"})),
    Door(_("Green channel"), "/green/", frozenset({"chief", "works"})),
    Door(_("Energy services"), "/energy-services/wishes/", frozenset({"manager", "chief"})),
    Door(_("Follow-ups"), "/follow-ups/", frozenset({"chief", "supervisor"})),
    Door(_("Desk"), "/desk/", frozenset({"gov"})),
    Door(_("Grid"), "/grid/", frozenset({"planner", "reviewer"})),
    Door(_("Grid health"), "/grid/health/", frozenset({"planner", "reviewer", "supervisor", "chief", "leader"})),
    Door(_("Outages"), "/outages/", frozenset({"dispatch", "works", "supervisor"})),
    Door(_("My jobs"), "/outages/crew/", frozenset({"works"})),
    Door(_("Planned work"), "/outages/planned/", frozenset({"dispatch", "works", "planner", "supervisor"})),
    Door(_("Reliability"), "/outages/indices/", frozenset({"supervisor", "leader", "chief"})),
    Door(_("Outage assessment"), "/outages/assessment/", frozenset({"supervisor", "leader", "auditor"})),
    Door(_("Not delivered"), "/messages/failures/", frozenset({"intake", "chief", "supervisor"})),
    Door(_("Operations"), "/operations/", frozenset({"supervisor", "chief", "auditor", "leader"})),
    Door(_("Messages"), "/messages/"),
)


@cache
def is_open(url: str) -> bool:
    """Whether a page stands behind this door yet."""
    try:
        resolve(url)
    except Resolver404:
        return False
    return True


def doors(user: Any) -> list[Door]:
    """The navigation of this person: nothing that answers them with a no."""
    if not user.is_authenticated:
        wanted: tuple[Door, ...] = ANYBODY
    elif user.is_staff:
        held = {str(role).lower() for role in getattr(user, "roles", ())}
        wanted = tuple(door for door in STAFF if not door.roles or door.roles & held)
    else:
        wanted = CUSTOMER
    return [door for door in wanted if is_open(door.url)]


def here(path: str, found: list[Door]) -> str:
    """The door behind which this page lies: the longest that it begins with."""
    return max((door.url for door in found if path.startswith(door.url)), key=len, default="")


class Navigation(NamedTuple):
    """`seen` on wide screens, `folded` away behind them; on phones the `later` of the seen ones are folded away too."""

    seen: list[Door]
    folded: list[Door]
    here: str

    @property
    def later(self) -> list[Door]:
        return [door for door in self.seen[QUESTIONS:] if door.url != "/messages/"]

    @property
    def public(self) -> list[Door]:
        """What is published for everybody, whoever they are: in every footer."""
        return [door for door in ANYBODY if door.url.startswith("/public/") and is_open(door.url)]


def navigation(user: Any, path: str) -> Navigation:
    """The doors of this person, as the page at `path` shows them: the one it lies behind is never folded away."""
    found = doors(user)
    behind = here(path, found)
    if len(found) <= MOST_SEEN:
        return Navigation(found, [], behind)
    first = MOST_SEEN - 2 if user.is_authenticated else QUESTIONS
    most = {door.url for door in found[:first]} | {behind, "/messages/"}
    seen = [door for door in found if door.url in most]
    return Navigation(seen, [door for door in found if door not in seen], behind)
