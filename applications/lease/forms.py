"""Input of the verbs of a lease, and of the stock."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.deciding import rules_on
from applications.forms import LinesField, VerbForm
from applications.lease.actions import last_of
from applications.lease.choices import Instead, Rating
from applications.lease.models import Transformer
from applications.survey.wording import day, measured

DAY = {"type": "date", "class": "w-20ch"}


def _yuan(label: Any, **more: Any) -> forms.DecimalField:
    box = forms.TextInput({"inputmode": "decimal", "class": "w-12ch", "data-unit": "CNY"})
    return forms.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=2, widget=box, **more)


class ChooseLeaseForm(VerbForm):
    rating = forms.TypedChoiceField(
        label=_("Which size?"), choices=Rating.choices, coerce=int, widget=forms.RadioSelect,
        help_text=_("A lease is an offer: your own transformer, or one of another supplier, is just as good."),
    )  # fmt: skip

    def know(self, application: Any, *, at: datetime) -> None:
        """What is free of each size, and what a day of it costs."""
        self.fields["rating"].choices = [(rating, measured(str(rating), "kVA")) for rating in Rating.values]  # type: ignore[attr-defined]
        free = dict(Transformer.objects.free().values_list("rating_kva").annotate(n=Count("pk")).order_by())
        prices = rules_on(at).lease_yuan_per_day
        hints = {}
        for rating in Rating.values:
            n = free.get(rating, 0)
            words = ngettext("%(n)s free", "%(n)s free", n) % {"n": n} if n else _("None free just now")
            price = _("%(yuan)s yuan a day") % {"yuan": prices[str(rating)]} if str(rating) in prices else ""
            hints[str(rating)] = " · ".join(str(word) for word in (words, price) if word)
        self.fields["rating"].option_hints = hints  # type: ignore[attr-defined]


class DeclineLeaseForm(VerbForm):
    instead = forms.ChoiceField(label=_("What do you do instead?"), choices=Instead.choices, widget=forms.RadioSelect)


class QuoteLeaseForm(VerbForm):
    transformer = forms.TypedChoiceField(label=_("Which transformer?"), coerce=int)
    from_on = forms.DateField(label=_("From"), widget=forms.DateInput(DAY))
    until_on = forms.DateField(label=_("Until (last day)"), widget=forms.DateInput(DAY))
    yuan_per_day = _yuan(_("Price of a day"), help_text=_("From the published list; lower is allowed, higher is not."))
    deposit_yuan = _yuan(_("Deposit"), initial=Decimal(0))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["transformer"].choices = [  # type: ignore[attr-defined]
            (one.pk, str(one)) for one in Transformer.objects.filter(is_sound=True)
        ]

    def know(self, application: Any, *, at: datetime) -> None:
        """Only what is free, the wished size first; dates and price as they are usual."""
        lease = application.lease
        wanted = lease.wanted_kva if lease else None
        free = sorted(
            Transformer.objects.free(), key=lambda one: (one.rating_kva != wanted, one.rating_kva, one.asset_no)
        )
        self.fields["transformer"].choices = [(one.pk, str(one)) for one in free]  # type: ignore[attr-defined]
        prices = rules_on(at).lease_yuan_per_day
        self.initial.setdefault("yuan_per_day", prices.get(str(wanted), ""))
        self.initial.setdefault("from_on", timezone.localdate(at).isoformat())
        self.initial.setdefault("until_on", application.until_on and application.until_on.isoformat())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        picked = Transformer.objects.filter(pk=given.get("transformer") or 0).first()
        listed = rules_on(timezone.now()).lease_yuan_per_day.get(str(picked.rating_kva)) if picked else None
        if listed is not None and (given.get("yuan_per_day") or 0) > Decimal(listed):
            self.add_error(
                "yuan_per_day", _("The published list says %(yuan)s yuan a day for this size.") % {"yuan": listed}
            )
        return given


class ExtendLeaseForm(VerbForm):
    until_on = forms.DateField(label=_("Until when do you need it?"), widget=forms.DateInput(DAY))

    def know(self, application: Any, *, at: datetime) -> None:
        if application.lease is not None:
            last = day(last_of(application.lease, at=at))
            self.fields["until_on"].help_text = _("At the longest until %(last)s.") % {"last": last}


class ReturnForm(VerbForm):
    damages = LinesField(
        label=_("Damage found"), required=False, help_text=_("One thing a line. Leave it empty if it is as it was."),
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    damage_yuan = _yuan(_("What mending costs"), initial=Decimal(0))


class StockForm(forms.Form):
    asset_no = forms.CharField(
        label=_("Asset number"), max_length=22, widget=forms.TextInput({"class": "w-20ch", "autocomplete": "off"}),
        validators=[RegexValidator(r"^[0-9A-Z-]{4,22}$", _("4 to 22 digits, capitals or hyphens, as on the plate."))],
    )  # fmt: skip
    rating_kva = forms.TypedChoiceField(label=_("Size"), choices=Rating.choices, coerce=int)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
