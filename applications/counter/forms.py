"""What is asked at the counter: the number that the code goes to, and what the customer agrees to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.choices import Purpose
from accounts.notices import NOTICES
from accounts.signin.forms import PhoneForm
from applications.agency.forms import NEEDED_TO_SUBMIT
from applications.intake.forms import tick


class CounterForm(PhoneForm):
    """The words of each consent are read to the customer, who says yes or no to each."""

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
    def agreed(self) -> list[str]:
        return [purpose.value for purpose in NEEDED_TO_SUBMIT if self.cleaned_data.get(purpose.value)]
