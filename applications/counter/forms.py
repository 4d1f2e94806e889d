"""What is asked at the counter: the number that the code goes to, and what the customer agrees to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Purpose
from accounts.notices import NOTICES
from accounts.signin.forms import PhoneForm
from applications.agency.forms import NEEDED_TO_SUBMIT
from applications.intake.forms import tick


class CounterForm(PhoneForm):
    """The words of each consent are read to the customer, who says yes or no to each."""

    reason = forms.CharField(
        label=_("Why do you fill it in for them?"), max_length=100,
        help_text=_("For example: has no smartphone. It stands in what the customer agrees to."),
        error_messages={"required": _("Say in a few words why.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phone = self.fields["phone"]
        phone.label = _("The customer's mobile number")
        phone.help_text = _("A relative's will do: the code and all news of the application go there.")
        phone.widget.attrs["autocomplete"] = "off"
        for purpose in NEEDED_TO_SUBMIT:
            notice = NOTICES[purpose]
            self.fields[purpose.value] = tick(notice.purpose.label, notice.text, purpose is Purpose.LICENCES)

    @property
    def word(self) -> dict[str, Any]:
        """What the customer says yes to."""
        agreed = [purpose.value for purpose in NEEDED_TO_SUBMIT if self.cleaned_data.get(purpose.value)]
        return {"agrees_to": agreed, "reason": self.cleaned_data["reason"]}
