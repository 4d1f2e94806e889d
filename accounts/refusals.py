"""Every way the portal says no to a person. `portal.errors` turns them into HTTP, in one place."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A no with a code for programs and a sentence that tells a person what to do next."""

    status = 409
    code = "refused"
    sentence: object = _("This cannot be done now.")

    def __init__(self, sentence: object = "", *, code: str = "") -> None:
        self.sentence = sentence or self.sentence
        self.code = code or self.code
        super().__init__(self.code)


class WrongStage(Refusal):
    """The case has moved on, or someone else was faster."""

    code = "wrong-stage"
    sentence = _("The case is no longer at the step where this can be done. Reload the page to see where it stands.")


class Unmet(Refusal):
    """The step is right, but something is still missing."""

    code = "unmet"


class NotAllowed(Refusal):
    status = 403
    code = "not-allowed"
    sentence = _("Your role may not do this. Ask the person named as responsible on the case.")


class Hidden(Refusal):
    """Not found, or not for these eyes: the two look the same."""

    status = 404
    code = "not-found"
    sentence = _("There is nothing here under this address, or it is not yours to see.")


class Invalid(Refusal):
    """Input that cannot be taken: a sentence per field."""

    status = 400
    code = "invalid"
    sentence = _("Some answers need another look.")

    def __init__(self, fields: Mapping[str, object], sentence: object = "") -> None:
        self.fields = dict(fields)
        super().__init__(sentence)


class TooMany(Refusal):
    status = 429
    code = "too-many"
    sentence = _("That was tried too often. Please wait a little and try again.")
