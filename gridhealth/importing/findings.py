"""What can be wrong with a network file, in words that say where and what to do. An error stops the import."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

ERROR, WARNING = "error", "warning"

# Each with what it means for the import.
WORDS: dict[str, tuple[str, Any]] = {
    "empty": (ERROR, _("The file is empty.")),
    "too-large": (
        ERROR,
        _("The file has %(mb)s MB, more than the %(most)s MB that are read at once. Split it, one substation a file."),
    ),
    "not-a-network": (
        ERROR,
        _(
            "This is not a network we can read. Give a pandapower JSON file, a ZIP of the tables described "
            "in the guide, or a CIM file (RDF/XML)."
        ),
    ),
    "cut-off": (ERROR, _("The file ends too early or is damaged (%(where)s). Fetch it again and give us the whole.")),
    "locked": (
        ERROR,
        _("The ZIP asks for a password, or is packed in a way we do not know. Pack it again as a plain ZIP."),
    ),
    "not-utf8": (ERROR, _("%(where)s is not in UTF-8. Save it again as “CSV UTF-8”.")),
    "unsafe": (ERROR, _("The file refers to other files or defines entities. Export it again without them.")),
    "no-table": (ERROR, _("The table %(table)s is missing.")),
    "no-column": (ERROR, _("%(table)s has no column %(column)s.")),
    "no-number": (ERROR, _("%(table)s, row %(row)s: %(column)s should be a number, not “%(value)s”.")),
    "no-code": (ERROR, _("%(table)s, row %(row)s has no code.")),
    "too-long": (ERROR, _("%(table)s, row %(row)s: the code “%(value)s” is longer than %(most)s letters.")),
    "twice": (ERROR, _("%(table)s %(row)s stands there twice.")),
    "taken": (ERROR, _("%(table)s %(row)s has a key that another object of the network has already.")),
    "no-rating": (ERROR, _("%(table)s %(row)s is rated at nothing. Give its kVA.")),
    "beyond": (
        ERROR,
        _("%(table)s %(row)s: %(column)s cannot be %(value)s; the most is %(most)s. Look at its unit."),
    ),
    "no-voltage": (ERROR, _("%(table)s %(row)s has no voltage. Give its kV.")),
    "does-not-fit": (
        ERROR,
        _("A number or a name in the file is none the network can hold. Look for wrong units and strange letters."),
    ),
    "no-length": (ERROR, _("Line %(row)s has no length.")),
    "no-limit": (ERROR, _("Line %(row)s: a current limit of %(value)s A cannot be.")),
    "negative": (ERROR, _("%(table)s %(row)s: %(column)s is below nothing.")),
    "no-such-bus": (ERROR, _("%(table)s %(row)s ends at %(value)s, which is not in the file.")),
    "no-such-station": (
        ERROR,
        _("Transformer %(row)s belongs to the substation %(value)s, which is not in the file."),
    ),
    "itself": (ERROR, _("%(table)s %(row)s begins and ends at the same point.")),
    "no-source": (ERROR, _("The file has no transformer of a substation, so nothing in it has power.")),
    "no-lines": (ERROR, _("No line leaves the substations of this file.")),
    "no-breaker": (ERROR, _("Line %(row)s begins with the branch %(value)s, which is not at a bar of a substation.")),
    "island": (ERROR, _("%(count)s points are connected to no substation, %(first)s among them.")),
    "two-cells": (ERROR, _("Line %(row)s stands in two cells: %(one)s and %(other)s. Decide for one.")),
    "other-cell": (
        ERROR,
        _("%(table)s %(row)s is in the network already, in the cell %(cell)s. Import it there, or move it first."),
    ),
    "no-cell": (ERROR, _("There is no cell %(value)s.")),
    "public-datum": (
        ERROR,
        _(
            "The coordinates come from a public map (%(value)s) and are shifted by some 550 m. Export them "
            "as CGCS2000 or WGS-84."
        ),
    ),
    "loop": (WARNING, _("%(row)s closes a loop: what lies on it is fed from two sides.")),
    "dark": (WARNING, _("%(count)s points have no power as the switches stand, %(first)s among them.")),
    "no-place": (WARNING, _("%(count)s objects have no usable place; they are drawn in the middle of the cell.")),
    "outside": (
        WARNING,
        _("%(count)s objects lie outside the cell %(cell)s, the first at %(first)s. Look at their places."),
    ),
    "assumed-rating": (
        WARNING,
        _(
            "%(count)s transformer areas come without a rating. The next usual size above their load is "
            "assumed: please correct it."
        ),
    ),
    "no-vector-group": (
        WARNING,
        _("Area %(row)s: the vector group “%(value)s” is not known (%(known)s), so the strictest limit holds for it."),
    ),
    "assumed-limit": (WARNING, _("%(count)s line sections come without a current limit and are taken as unlimited.")),
    "passed-over": (
        WARNING,
        _("%(count)s objects above the substation or below its transformer areas are not part of this model."),
    ),
    "gone": (
        WARNING,
        _("%(table)s %(row)s of this cell is not in the file any more. It stays until somebody retires it."),
    ),
}


# What the kinds of object are called.
NAMES = {
    "substation": _("Substation"), "transformer": _("Main transformer"), "feeder": _("Line"), "branch": _("Branch"),
    "area": _("Transformer area"), "node": _("Node"),
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing found: which kind, and the values of its sentence."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        WORDS[self.code]  # a finding without words is a mistake of ours

    @property
    def is_error(self) -> bool:
        return WORDS[self.code][0] == ERROR

    @property
    def words(self) -> str:
        table = self.values.get("table", "")
        return str(WORDS[self.code][1]) % {**self.values, "table": NAMES.get(table, table)}

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Unreadable(Exception):
    """Nothing of the file can be read on; the finding says why."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.finding = Finding(code, values)
