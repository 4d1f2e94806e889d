"""The chance that a running promise will be broken, from what was left of earlier ones at the same stage. Pure.

Of all finished promises of the same kind that were still running when as many workdays had been spent at the same
stage, the chance is the share that went on longer than this one still may. Few such promises are eked out with
`WEIGHT` imaginary ones that were late as often as the whole kind is, so that one bad case does not speak for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

WEIGHT = 4.0
LIKELY = round(1 / 3, 3)
"""Most promises are kept, so one chance in three is worth a look. A chance is kept to three places, so this is too."""

BANDS = ((0.0, 0.1), (0.1, 0.2), (0.2, LIKELY), (LIKELY, 1.01))


def family(kind: str, limit: int) -> str:
    """Promises are compared with those of the same kind and the same limit: five days of a shop tell nothing of 22."""
    return f"{kind}/{limit}"


class Past(NamedTuple):
    """A promise that is over: its workdays, its limit, and how many were left when each stage was entered."""

    kind: str
    used: int
    limit: int
    is_late: bool
    left_at: Mapping[str, int]


@dataclass
class Experience:
    """What is known: for each kind and stage how many workdays were left, and how often each kind was late."""

    left: dict[str, Counter[int]] = field(default_factory=dict)
    late: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)

    def learn(self, past: Past) -> None:
        self.seen[past.kind] += 1
        self.late[past.kind] += past.is_late
        for stage, days in past.left_at.items():
            self.left.setdefault(f"{past.kind}|{stage}", Counter())[days] += 1

    def usual(self, kind: str) -> float | None:
        """How often promises of this kind are late; of all kinds where this one was never seen."""
        if self.seen[kind]:
            return self.late[kind] / self.seen[kind]
        return self.late.total() / self.seen.total() if self.seen.total() else None

    def to_json(self) -> dict[str, Any]:
        left = {key: {str(days): n for days, n in found.items()} for key, found in self.left.items()}
        return {"left": left, "late": dict(self.late), "seen": dict(self.seen)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Experience:
        left = {key: Counter({int(days): n for days, n in found.items()}) for key, found in data["left"].items()}
        return cls(left, Counter(data["late"]), Counter(data["seen"]))


def learnt(pasts: Iterable[Past]) -> Experience:
    found = Experience()
    for past in pasts:
        found.learn(past)
    return found


def chance(experience: Experience, kind: str, stage: str, *, waited: int, allowed: int) -> float | None:
    """`waited` workdays at this stage so far, `allowed` until the promise is broken; None: nothing was ever seen."""
    usual = experience.usual(kind)
    if usual is None:
        return None
    left = experience.left.get(f"{kind}|{stage}", Counter())
    still = sum(n for days, n in left.items() if days >= waited)
    late = sum(n for days, n in left.items() if days > waited + max(allowed, 0))
    return (late + WEIGHT * usual) / (still + WEIGHT)


class Guess(NamedTuple):
    """One forecast that time has judged."""

    said: float
    is_late: bool


def guesses(experience: Experience, pasts: Iterable[Past]) -> list[Guess]:
    """What would have been said of each promise whenever its case entered a stage."""
    found = []
    for past in pasts:
        for stage, left in past.left_at.items():
            said = chance(experience, past.kind, stage, waited=0, allowed=past.limit - (past.used - left))
            if said is not None:
                found.append(Guess(said, past.is_late))
    return found


class Band(NamedTuple):
    """Forecasts from `least` up to `most`: how many, what they said on average, and what happened."""

    least: float
    most: float
    number: int
    said: float | None
    came: float | None


@dataclass(frozen=True)
class Quality:
    """How good forecasts were. `error`: mean square of said minus came, 0 is perfect; `blind`: of saying the usual."""

    count: int
    late: int
    flagged: int
    flagged_late: int
    error: float | None
    blind: float | None
    bands: Sequence[Band]

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__, "bands": [band._asdict() for band in self.bands]}


def quality(found: Sequence[Guess]) -> Quality:
    """Compare what was said with what came."""
    late = sum(guess.is_late for guess in found)
    flagged = [guess for guess in found if guess.said >= LIKELY]
    usual = late / len(found) if found else 0.0
    return Quality(
        count=len(found), late=late, flagged=len(flagged), flagged_late=sum(guess.is_late for guess in flagged),
        error=_mean([(guess.said - guess.is_late) ** 2 for guess in found]),
        blind=_mean([(usual - guess.is_late) ** 2 for guess in found]),
        bands=[_band(found, least, most) for least, most in BANDS],
    )  # fmt: skip


def _band(found: Sequence[Guess], least: float, most: float) -> Band:
    inside = [guess for guess in found if least <= guess.said < most]
    said, came = _mean([guess.said for guess in inside]), _mean([float(guess.is_late) for guess in inside])
    return Band(least, min(most, 1.0), len(inside), said, came)


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
