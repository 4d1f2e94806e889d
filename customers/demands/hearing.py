"""What 95598 says about tickets, taken in its own order; and how a demand reads to 95598."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from accounts.refusals import Refusal
from connectors.hotline.wire import TicketWord
from customers.demands import actions
from customers.demands.choices import DemandKind, Rung, Source
from customers.demands.models import Demand
from customers.hotline.choices import Publication, Word
from customers.hotline.models import TicketNews
from customers.hotline.posting import words_of


class Unknown(ValueError):
    """A word we do not know, or about a ticket of which it cannot be said."""


@transaction.atomic
def hear(told: TicketWord, *, at: datetime) -> tuple[Demand | None, bool]:
    """Keep a word and take in all that is now in order. The demand, if there is one yet, and whether this was new.

    Safe however often, late and side by side it comes. Raises Unknown.
    """
    word = _known(told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 95598))", [told.ticket])
    row = TicketNews(
        ticket=told.ticket, seq=told.seq, word=word, facts_json=json.dumps(told.facts, ensure_ascii=False),
        said_at=told.said_at, received_at=at,
    )  # fmt: skip
    is_new = not TicketNews.objects.filter(ticket=told.ticket, seq=told.seq).exists()
    TicketNews.objects.bulk_create([row], ignore_conflicts=True)
    while news := TicketNews.objects.next_of(told.ticket):
        _take_in(news, at=at)
    return demand_of(told.ticket), is_new


def _known(told: TicketWord) -> Word:
    if told.word not in Word.values:
        raise Unknown
    word = Word(told.word)
    needs_words = word != Word.WITHDRAWN and not told.facts["words"].strip()
    if needs_words or (word == Word.OPENED and told.facts["kind"] not in DemandKind.values):
        raise Unknown
    if word == Word.ANSWERED and not Demand.objects.filter(number=told.ticket).exists():
        raise Unknown
    return word


def demand_of(ticket: str) -> Demand | None:
    """A ticket is 95598's own number, or ours where we carried a demand up to it."""
    own = Demand.objects.filter(source=Source.HOTLINE, source_ref=ticket).first()
    return own or Demand.objects.filter(number=ticket).first()


def _take_in(news: TicketNews, *, at: datetime) -> None:
    """One word. What can no longer be done is kept with the reason, and the next word has its turn."""
    try:
        with transaction.atomic():
            _do(news, json.loads(news.facts_json), at=at)
    except Refusal as refusal:
        news.reason = refusal.code[:40]
    news.taken_at = at
    news.save(update_fields=["taken_at", "reason"])


def _do(news: TicketNews, facts: Mapping[str, str], *, at: datetime) -> None:
    demand = demand_of(news.ticket)
    if demand is None:
        if news.word == Word.OPENED:
            _open(news, facts, at=at)
        return
    if news.word == Word.ADDED:
        actions.add(demand.pk, words=facts["words"], by=None, at=at, said_at=news.said_at)
    elif news.word == Word.WITHDRAWN:
        actions.withdraw(demand.pk, by=None, at=at)  # type: ignore[arg-type]
    elif news.word == Word.ANSWERED:
        actions.answer(demand.pk, words=facts["words"], by=None, at=at)


def _open(news: TicketNews, facts: Mapping[str, str], *, at: datetime) -> None:
    phone = facts["phone"]
    user = User.objects.customers().with_phone(phone).first() if phone else None
    actions.open_demand(
        kind=facts["kind"], words=facts["words"], user=user, by=None, at=at, source=Source.HOTLINE,
        source_ref=news.ticket, phone=phone, said_at=news.said_at,
    )  # fmt: skip


@words_of(Publication.DEMAND)
def as_told(number: str) -> Mapping[str, Any] | None:
    """How far a demand is, and every answer. Of its own tickets 95598 knows the rest; of ours it is told that too."""
    demand = Demand.objects.filter(number=number).select_related("timeline", "case", "user").first()
    if demand is None:
        return None
    told: dict[str, Any] = {
        "number": demand.number, "ticket": demand.source_ref, "stage": demand.stage,
        "rung": Rung(demand.rung).name, "version": demand.timeline.last_seq,
        "answers": [
            {"rung": Rung(row.rung).name, "words": row.words, "at": row.answered_at.isoformat()}
            for row in demand.answers.all()
        ],
    }  # fmt: skip
    if demand.source != Source.HOTLINE:
        told["kind"], told["words"] = demand.kind, demand.words
        told["additions"] = [row.words for row in demand.additions.all()]
        told["phone"] = demand.phone.plain or (demand.user.phone if demand.user else "")
        told["case"] = demand.case.reference if demand.case else ""
    return told
