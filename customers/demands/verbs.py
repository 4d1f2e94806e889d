"""What can be done with a demand, by whom, in which words. Page and API read the same list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from customers.demands import actions, forms
from customers.demands.choices import OPEN, OVER, DemandStage
from customers.demands.machine import by_customer, by_owner
from customers.demands.models import Demand
from deadlines import machine


@dataclass(frozen=True)
class DemandVerb:
    """`may` is for acts that leave the stage where it is."""

    name: str
    action: Callable[..., Demand]
    label: Any
    form: type[django_forms.Form] = forms.NothingForm
    may: Callable[[Demand, Any], bool] | None = None

    def is_open_to(self, demand: Demand, user: Any) -> bool:
        if self.may is not None:
            return self.may(demand, user)
        return any(
            edge.name == self.name and edge.has_perm(demand, user) and not machine.unmet(demand, self.name)
            for edge in demand._meta.get_field("stage").get_all_transitions(type(demand))  # type: ignore[union-attr]
            if edge.source == demand.stage
        )


def _may_hand_over(demand: Demand, user: Any) -> bool:
    return demand.stage in OPEN and by_owner(demand, user) and demand.hand_overs < actions.MOST_HAND_OVERS


def _may_add(demand: Demand, user: Any) -> bool:
    return demand.stage in OPEN and by_customer(demand, user)


def _may_rate(demand: Demand, user: Any) -> bool:
    is_answered = demand.stage in OVER | {DemandStage.ANSWERED}
    return is_answered and by_customer(demand, user) and not demand.timeline.ratings.exists()


VERBS = {
    verb.name: verb
    for verb in (
        DemandVerb("contact", actions.contact, _("I have spoken with the customer")),
        DemandVerb("answer", actions.answer, _("Answer"), forms.AnswerForm),
        DemandVerb("hand_over", actions.hand_over, _("Hand over"), forms.HandOverForm, _may_hand_over),
        DemandVerb("accept_answer", actions.accept_answer, _("That settles it")),
        DemandVerb("add", actions.add, _("Add something"), forms.AddForm, _may_add),
        DemandVerb("escalate_to_chief", actions.escalate_to_chief, _("To the chief service officer"), forms.ReasonForm),
        DemandVerb("escalate_to_95598", actions.escalate_to_95598, _("Further to 95598"), forms.ReasonForm),
        DemandVerb("escalate_to_12398", actions.escalate_to_12398, _("Further to 12398"), forms.ReasonForm),
        DemandVerb("rate", actions.rate, _("Rate us"), forms.RateForm, _may_rate),
        DemandVerb("withdraw", actions.withdraw, _("Take it back")),
    )
}


def open_to(demand: Demand, user: Any) -> list[DemandVerb]:
    return [verb for verb in VERBS.values() if verb.is_open_to(demand, user)]
