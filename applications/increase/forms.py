"""Which account gets more power: what the wizard asks a customer, and what an officer settles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applications.forms import VerbForm
from applications.increase.showing import named_account
from applications.rules.decision import plain
from applications.survey.wording import measured
from customers import accounts
from customers.models import SupplyPoint

TYPED, UNKNOWN, NEW = "TYPED", "UNKNOWN", "NEW"
OTHERWISE = [(TYPED, _("I type its number")), (UNKNOWN, _("I don't know it, or it is in another name"))]
WE_FIND_OUT = _("That is fine: we find out together before the contract.")
HOW_LONG = _("An account number has 10 or 13 digits. Read it off a bill.")
CHOOSE = _("Choose the account, or say that you don't know its number.")


class AccountField(forms.ChoiceField):
    """The number of an account, or one of the words. Whether there is such an account is asked of the whole form."""

    widget = forms.RadioSelect
    is_needed = True  # one answer is, here or in the box beside it

    def valid_value(self, value: object) -> bool:
        return super().valid_value(value) or bool(accounts.NUMBER.fullmatch(str(value)))

    def offer(self, points: Iterable[SupplyPoint], words: list[tuple[str, Any]]) -> None:
        """These accounts first, each with its place and its power."""
        found = list(points)
        self.choices = [*((point.account_no, point.account_no) for point in found), *words]
        places = {
            point.account_no: f"{point.site.address} · {measured(plain(point.capacity_kva), 'kVA')}" for point in found
        }
        self.option_hints = {**places, UNKNOWN: WE_FIND_OUT}


def number_field(help_text: Any) -> forms.CharField:
    box = forms.TextInput(attrs={"inputmode": "numeric", "class": "w-20ch", "autocomplete": "off"})
    return forms.CharField(label=_("Account number"), max_length=20, required=False, widget=box, help_text=help_text)


class AccountQuestions(forms.Form):
    """The two questions as a part of the application's form. A program may send the number alone."""

    account = AccountField(
        label=_("Which account gets more power?"), choices=OTHERWISE, required=False,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )  # fmt: skip
    account.option_hints = {UNKNOWN: WE_FIND_OUT}  # type: ignore[attr-defined]
    account_no = number_field(_("10 or 13 digits, on every bill. Only if you type it."))

    def clean_account_no(self) -> str:
        return checked(self.cleaned_data["account_no"])

    def take_account(self, given: dict[str, Any], *, identity: str = "") -> SupplyPoint | None:
        """Put the chosen number into `account_no`, or say what is wrong with it at its own question."""
        chosen = given.get("account") or ""
        if {"account", "account_no"} & set(self.errors):
            return None
        number, field = meant(chosen, given.get("account_no") or "")
        given["account_no"] = number
        if not number:
            if chosen != UNKNOWN:
                self.add_error(field, accounts.FORMAT if chosen == TYPED else CHOOSE)
            return None
        point = accounts.account(number)
        if sentence := accounts.fault(point, identity=identity, township_code=given.get("township_code", "")):
            self.add_error(field, sentence)
            return None
        return point


def checked(typed: str) -> str:
    """The digits of an account number; refused in words where they cannot be one."""
    number = accounts.plain(typed)
    if number and not accounts.NUMBER.fullmatch(number):
        raise forms.ValidationError(accounts.FORMAT)
    return number


def meant(chosen: str, typed: str) -> tuple[str, str]:
    """The number, and the question that it answers."""
    if accounts.NUMBER.fullmatch(chosen):
        return chosen, "account"
    if chosen in (UNKNOWN, NEW):
        return "", "account"
    return typed, "account_no" if typed or chosen == TYPED else "account"


def without_stale(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into the box before another answer was chosen is no answer."""
    is_typed = answers.get("account") in (None, "", TYPED)
    return dict(answers) if is_typed else {**answers, "account_no": ""}


class ChosenAccountForm(VerbForm):
    """One of the accounts on offer, or the number of another one."""

    account = AccountField(
        label=_("Which account gets the power?"), required=False, choices=[(TYPED, _("Another one: its number below"))],
        error_messages={"invalid_choice": CHOOSE},
    )  # fmt: skip
    account_no = number_field(_("10 or 13 digits. Only for another one."))

    def offer(self, points: Iterable[SupplyPoint]) -> None:
        field: Any = self.fields["account"]
        field.offer(points, list(field.choices))

    def clean_account_no(self) -> str:
        return checked(self.cleaned_data["account_no"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        chosen = given.get("account") or ""
        number, field = meant(chosen, given.get("account_no") or "")
        if not number and chosen != NEW and not self.errors:
            self._ask(field, is_typed=chosen == TYPED)
        return {**given, "account_no": number}

    def _ask(self, field: str, *, is_typed: bool) -> None:
        if field not in self.fields:
            field, is_typed = "account_no", True
        self.add_error(field, HOW_LONG if is_typed else _now("Choose one of these."))


class SettleAccountForm(ChosenAccountForm):
    account = AccountField(
        label=_("Which account gets the power?"), required=False,
        choices=[(TYPED, _("Another one: its number below")), (NEW, _("None is there yet: a new one is opened"))],
        error_messages={"invalid_choice": CHOOSE},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for a new account, and where name or place differ from our books."),
    )  # fmt: skip

    def know(self, application: Any, *, at: datetime) -> None:
        """Offer what this customer has here, under whichever sign-in, and the account that was named since."""
        named, customer = named_account(application), application.customer
        mine = list(SupplyPoint.objects.open().with_place().held_by(customer)) if customer else []
        self.offer([*mine, *([named] if named and named not in mine else [])])
        if named:
            self.initial.setdefault("account", named.account_no)

    def arguments(self) -> dict[str, Any]:
        return {"account_no": self.cleaned_data["account_no"], "reason": self.cleaned_data["reason"]}


class NameAccountForm(ChosenAccountForm):
    """The number alone, unless the customer has accounts to choose from."""

    def know(self, application: Any, *, at: datetime) -> None:
        if mine := list(accounts.own_accounts(application.applicant)):
            self.offer(mine)
        else:
            del self.fields["account"]
            number = self.fields["account_no"]
            number.required, number.error_messages["required"] = True, HOW_LONG
            number.help_text = _("10 or 13 digits, on every bill.")

    def arguments(self) -> dict[str, Any]:
        return {"account_no": self.cleaned_data["account_no"]}
