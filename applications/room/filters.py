"""How the queue is narrowed: a field of the form, and the condition it puts on the cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from applications.room.queue import Cases
from applications.rules import TariffClass
from applications.stages import OPEN, OWNERS, Stage
from applications.survey.letters import TARIFFS
from deadlines.choices import Light
from deadlines.models import Pause
from gridhealth.choices import VoltageClass
from gridhealth.towns import TOWNS

DESKS = [role for role in Role if any(role in owner.desks for owner in OWNERS.values())] + [Role.INSPECTOR]
STAGES = [stage for stage in Stage if stage in OPEN - {Stage.DRAFT}]
KINDS = [(one.value, TARIFFS[one.value]) for one in TariffClass]


def _choice(label: Any, any_of_them: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", any_of_them), *choices])


class QueueFilter(forms.Form):
    """Every field may stay empty; what makes no sense narrows nothing."""

    number = forms.CharField(
        label=_("Case number"), required=False, max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )  # fmt: skip
    light = _choice(_("On time?"), _("On time or not"), Light.choices)
    stage = _choice(_("Stage"), _("Every stage"), [(one, one.label) for one in STAGES])
    desk = _choice(_("At the desk of"), _("Every desk"), [(one, one.label) for one in DESKS])
    manager = forms.ModelChoiceField(User.objects.none(), label=_("Account manager"), required=False)
    town = _choice(_("Township"), _("Every one"), [(town.code, town.name) for town in TOWNS])
    voltage = _choice(_("Voltage"), _("Every one"), VoltageClass.choices)
    kind = _choice(_("Kind of use"), _("Every one"), KINDS)
    key = forms.BooleanField(label=_("Key projects only"), required=False)
    held = forms.BooleanField(label=_("On hold only"), required=False)
    show = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        manager = self.fields["manager"]
        manager.queryset = User.objects.filter(account_manager__isnull=False).order_by("username")  # type: ignore[attr-defined]
        manager.empty_label = _("Every one")  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """Of the valid answers, those that say something."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "show"}

    @property
    def kept(self) -> dict[str, Any]:
        """The same, as they stand in an address."""
        return {name: value.pk if isinstance(value, User) else value for name, value in self.given.items()}

    @property
    def has_dates(self) -> bool:
        """Only what is due on some day has a colour that can be asked for."""
        return "light" in self.given

    @property
    def number_given(self) -> str:
        return str(self.given.get("number", "")).strip().upper()

    def narrow(self, rows: Cases, *, at: datetime) -> Cases:
        for name, value in self.given.items():
            rows = rows.filter(condition(name, value, at=at))
        return rows


def condition(name: str, value: Any, *, at: datetime) -> Q:
    """What one answered field asks of a case."""
    match name:
        case "number":
            return Q(number__startswith=value.strip().upper())
        case "light":
            return lit(value, at=at)
        case "desk":
            return Q(desks__contains=[value])
        case "town":
            return Q(site__township_code=value)
        case "voltage":
            return Q(inputs__voltage_class=value)
        case "kind":
            return Q(inputs__tariff_class=value)
        case "key":
            return Q(is_key=True)
        case "held":
            return Q(Exists(Pause.objects.filter(timeline=OuterRef("timeline"), ended_at=None)))
        case _:
            return Q(**{name: value})


def lit(light: str, *, at: datetime) -> Q:
    """The colour that the queue shows, asked of the database."""
    open_yet, near = Q(next_due_at__gte=at), Q(next_amber_at__lte=at)
    return {
        Light.RED: Q(next_due_at__lt=at),
        Light.AMBER: open_yet & near,
        Light.GREEN: open_yet & Q(next_amber_at__gt=at),
    }[Light(light)]
