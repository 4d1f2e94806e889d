"""The self-score and the achieved times, from the county's own rows; beside each number its definition and its query.

`computed` and `achieved` know of no request and no person: any page may show what they answer.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outages.indices.queries import Scope, as_text, mogrified, told, whole
from outages.indices.rules import IEEE_1366
from portal.dashboards.dimensions import step_name
from portal.dashboards.periods import Period, last_days
from portal.dashboards.queries import steps_in
from portal.dashboards.score.statements import NUMBERS, POINTS

MINUTES_AN_HOUR = 60
# Hours a year and times a year that nobody may exceed for one, two and three points.
STEPS = (Decimal(12), Decimal(4), Decimal(1))
HALF = Decimal("0.5")


class Number(NamedTuple):
    """One number: what it is called, its value (None: not published), its unit, what it counts, and how."""

    key: str
    label: Any
    value: float | None
    unit: Any
    says: Any
    query: str = ""


class Point(NamedTuple):
    """One part of the index: how many points of how many (None: not published), why, from which rows."""

    key: str
    label: Any
    points: int | None
    most: int
    says: Any
    query: str = ""


class Index(NamedTuple):
    """All parts: what was scored, of how much that our rows can answer, and how many points nobody can tell."""

    parts: list[Point]
    total: int
    most: int
    untold: int


def _answers(statements: dict[str, str], given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The one value of each statement, all asked at once, and each statement as it was asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"({one})" for one in statements.values()), given)
        found = dict(zip(statements, cursor.fetchone() or (), strict=True))
        return found, {key: mogrified(cursor, one, given) for key, one in statements.items()}


def computed(*, at: datetime) -> list[Number]:
    """Interactions, days and cost of the last twelve months: one statement."""
    period = last_days(timezone.localdate(at), 365)
    found, queries = _answers(NUMBERS, {"since": period.start, "until": period.end})
    values = {key: None if value is None else float(value) for key, value in found.items()}
    return [Number(key, label, values.get(key), unit, says, queries.get(key, "")) for key, label, unit, says in WORDS]


WORDS = (
    ("contacts", _("Interactions"), _("a case"), _("Mean number of times a customer had to do something: apply, "
     "correct, book, confirm, sign, report. What the portal fetches by itself is none.")),
    ("days", _("Days"), _("calendar days"), _("Median of calendar days from application to power, nights and "
     "holidays included.")),
    ("workdays", _("Workdays"), _("workdays"), _("The same in workdays, all parties together.")),
    ("free", _("Without cost to the boundary"), _("of cases"), _("Share of cases in which the company paid for "
     "everything up to the customer's boundary.")),
    ("cost", _("Cost in money"), "", _("What customers pay for their own installation is between them and whoever "
     "builds it. It is nowhere in our rows.")),
    ("cases", _("Cases compared"), _("cases"), _("New low-voltage connections of businesses with power in the last "
     "twelve months.")),
)  # fmt: skip


def reliability(*, at: datetime) -> Index:
    """The reliability and transparency index of this year: three statements."""
    today = timezone.localdate(at)
    span = [whole(today.year)]
    indices = told(span, IEEE_1366, Scope(), at=at)[0]
    given = {"year_start": span[0].start, "year": today.year, "today": today}
    shares, queries = _answers(POINTS, given)
    queries["outages"] = as_text(span, IEEE_1366, Scope(), at=at)
    points = {key: None if share is None else int(share >= HALF) for key, share in shares.items()}
    points["outages"] = None if indices is None else duration_points(indices)
    parts = [Point(key, label, points.get(key), most, says, queries.get(key, "")) for key, label, most, says in PARTS]
    known = [part for part in parts if part.points is not None]
    most = sum(part.most for part in known)
    return Index(parts, sum(part.points or 0 for part in known), most, sum(part.most for part in parts) - most)


PARTS = (
    ("outages", _("How long and how often"), 3, _("One point each for at most 12, 4 and 1: hours without supply "
     "(SAIDI) and interruptions (SAIFI) a customer this year, both must hold.")),
    ("recorded", _("Outages are recorded by machine"), 1, _("Terminals saw at least half of this year's faults "
     "before anybody reported them.")),
    ("restored", _("Restoration is recorded by machine"), 1, _("For at least half of the transformer areas restored "
     "this year a terminal told the return within five minutes.")),
    ("regulator", _("The regulator watches"), 1, _("The regulator says so, not we. It is nowhere in our rows.")),
    ("deterrent", _("Outages cost the company something"), 1, _("Teams have a budget of hours for this year and are "
     "assessed by it.")),
    ("prices", _("Prices are published before they hold"), 1, _("The list in force was loaded here on or before the "
     "day from which it holds. A list for demonstration says nothing.")),
)  # fmt: skip
MOST_POINTS = sum(most for _key, _label, most, _says in PARTS)


def duration_points(indices: Any) -> int:
    """Zero to three."""
    hours, times = Decimal(indices.saidi) / MINUTES_AN_HOUR, Decimal(indices.saifi)
    return sum(hours <= most and times <= most for most in STEPS)


def achieved(period: Period) -> list[dict[str, Any]]:
    """For each step the promise, what was achieved, how much on time, and of how many cases: one statement."""
    return [
        {**row, "word": step_name(row["kind"]), "share": row["kept"] / row["cases"]}
        for row in steps_in(period)
    ]  # fmt: skip
