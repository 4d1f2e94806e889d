"""Where a case stands, said to its customer: one headline, and one sentence on what comes next."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.stages import SUPPLIED, Stage
from applications.temporary.choices import TemporaryStage
from applications.works.choices import CustomerStage
from approvals.choices import OURS_TO_ACT
from deadlines.choices import Party

S, T, C = Stage, TemporaryStage, CustomerStage


class Said(NamedTuple):
    headline: Any
    next: Any = ""


CHECKING = Said(_("We are looking at your application"), _("We check it and accept it. You need do nothing."))
ON = Said(_("Power is on"), _("If anything about the supply is not right, call one of the numbers below."))
WORDS: dict[Stage, Said] = {
    S.LEAD: Said(
        _("We have prepared an application for you"),
        _("Look at it and go on with it if it is right. If not, leave it: it costs nothing and no day counts."),
    ),
    S.SUBMITTED: CHECKING,
    S.PRECHECK: CHECKING,
    S.CORRECTION: Said(
        _("We need something from you"), _("Everything that is missing stands below. Nothing is lost meanwhile.")
    ),
    S.NOT_ACCEPTED: Said(
        _("We could not accept this application"),
        _("The reason stands below. You can apply again once it is cured, or complain: the numbers stand below."),
    ),
    S.CLOSED_NO_RESPONSE: Said(
        _("Closed because we had no answer"),
        _("You can open it again until the day our message names; nothing has to be typed twice."),
    ),
    S.ACCEPTED: Said(
        _("Accepted: we agree on a visit next"), _("Pick a time that suits you, or we call you and agree on one.")
    ),
    S.SURVEY_BOOKED: Said(
        _("We are coming to measure"), _("Two of us come and show their cards. You need prepare nothing.")
    ),
    S.SURVEYED: Said(_("We have measured and prepare the next step"), _("You hear from us as soon as it is ready.")),
    S.ESCALATED: Said(
        _("The city or the province works on your plan"), _("Your account manager stays the one you talk to.")
    ),
    S.PLAN_DRAFTED: Said(_("Your supply plan is being checked"), _("A second person checks it, then you get it.")),
    S.PLAN_REPLIED: Said(
        _("Your supply plan is ready"), _("Read it and confirm it. If you do not agree, say so: it stays valid.")
    ),
    S.PLAN_DISPUTED: Said(_("We look at your plan again"), _("We answer with a new plan or explain this one.")),
    S.CHIEF_REVIEW: Said(
        _("The chief service officer looks at your plan"), _("You get a new plan, or this one with the reasons.")
    ),
    S.PLAN_EXPIRED: Said(
        _("Your supply plan has expired"), _("Tell your account manager if you still want it: we draft it anew.")
    ),
    S.PLAN_CONFIRMED: Said(_("The works come next"), _("We open the permits and the works. You need do nothing.")),
    S.WORKS: Said(_("The works are under way"), _("We build up to your boundary.")),
    S.READY: Said(_("The contract comes next"), _("Everything is built. We send you the contract to sign.")),
    S.CONTRACT_SIGNED: Said(_("The meter comes next"), _("We come, put in the meter and switch on.")),
    S.METERED: Said(_("Power comes next"), _("The meter is in. We switch on.")),
    S.ENERGISE_FAILED: Said(_("Switching on did not work"), _("We mend it and try again.")),
    S.ENERGISED: ON,
    S.VISITED: ON,
    S.ARCHIVED: ON,
    S.SUSPENDED: Said(_("Your application rests"), _("Until the day below. You can go on at any time.")),
    S.WITHDRAWN: Said(_("You have withdrawn this application"), _("Nothing is owed. You can apply again at any time.")),
    S.TERMINATED: Said(
        _("This case was terminated"), _("The reason stands below. You can complain: the numbers stand below.")
    ),
    S.CLOSED: Said(_("This case is closed"), _("You can apply again at any time.")),
}
UNKNOWN = Said(_("Your power connection"))
UNDERTAKING = Said(
    _("Your signature is needed"),
    _("A short undertaking takes the place of permits. We build once you have signed it."),
)
PERMITS = Said(_("The authorities look at the permits"), _("Each authority has its own limit. You need do nothing."))
ANSWER = Said(
    _("We see to a question of the authorities"),
    _("One of them has asked for more, or said no to this route. We answer or look for another. You need do nothing."),
)
# What the customer reads of the own works while ours, or nobody's, wait beside them.
OWN: dict[str, Said] = {
    C.DESIGNING: Said(
        _("Your drawings come next"), _("Send them to us: we look at them within the promised days, then you build.")
    ),
    C.DESIGN_SUBMITTED: Said(_("We look at your drawings"), _("You need do nothing. You hear from us either way.")),
    C.DESIGN_RETURNED: Said(
        _("Your drawings need changes"),
        _("They are listed below, all of them. Change the drawings and send them again."),
    ),
    C.DESIGN_OK: Said(
        _("Your drawings are approved: you may build"), _("Tell us when you begin, or at once when you are done.")
    ),
    C.MID_REQUESTED: Said(
        _("We come to look at your hidden works"), _("Please leave them open until then. You need do nothing else.")
    ),
    C.MID_OK: Said(
        _("Your hidden works are right: build on"),
        _("If more is to be covered, ask us to look again. Else tell us when your works are finished."),
    ),
    C.MID_FAILED: Said(
        _("Your hidden works have defects"),
        _("They are listed below, all of them. Mend them, leave them open and ask us to look again."),
    ),
}
OWN_WORKS = Said(
    _("Your own works come next"), _("Tell us when they are finished: we inspect them within the promised days.")
)
DEFECTS = Said(_("The inspection found defects"), _("They are listed below, all of them. Mend them and tell us."))
INSPECTION = Said(_("We come to inspect your works"), _("You need do nothing."))
FAULT = Said(
    _("Switching on did not work: something is wrong in your installation"),
    _("What we found stands below. Have it mended and tell us: we look at it and switch on."),
)
LIMITED: dict[str, Said] = {
    T.RUNNING: Said(
        _("Power is on for a limited time"),
        _("The last day stands below. Whenever you like you can ask for longer, or for a lasting connection."),
    ),
    T.EXPIRED: Said(
        _("The limited time is over: how shall it go on?"),
        _("Longer, a lasting connection, or no more: choose below. The power stays on until you have had due notice."),
    ),
    T.NOTICED: Said(
        _("We shall disconnect this supply on the day below"),
        _("Until then you can still have it longer, make it lasting, or end it yourself."),
    ),
    T.ANNOUNCED: Said(
        _("We are about to disconnect this supply"),
        _("You can still have it longer or make it lasting: choose below, or call one of the numbers."),
    ),
    T.DISCONNECTED: Said(_("This supply was disconnected"), _("You can apply again at any time.")),
    T.ENDED: Said(_("You need this supply no more"), _("We take it down. You can apply again at any time.")),
}
CONVERTING = Said(
    _("A lasting connection is on its way"),
    _("The supply you have goes on meanwhile. The application stands below: as long as it is a draft, send it."),
)
CONTRACT = Said(_("Your contract is ready to sign"), _("Read it and sign it here. Then we put in the meter."))


def headline(case: Application) -> Said:
    """By the stage; while parts run beside each other, by what is waited for."""
    stage = Stage(case.stage)
    if stage == Stage.WORKS:
        return _during_works(case)
    if stage == Stage.READY and case.contract is not None:
        return CONTRACT
    if stage == Stage.ENERGISE_FAILED:
        return _after_failure(case)
    if stage in SUPPLIED and case.is_temporary and case.temporary is not None:
        return CONVERTING if case.temporary.is_being_converted else LIMITED[case.temporary.stage]
    return WORDS.get(stage, UNKNOWN)


def _after_failure(case: Application) -> Said:
    """Ours to mend, or the customer's, which is looked at again before we switch on."""
    works = case.customer_works
    if works is None or works.is_over:
        return WORDS[Stage.ENERGISE_FAILED]
    return INSPECTION if works.stage == "REPORTED_COMPLETE" else FAULT


def _during_works(case: Application) -> Said:
    if case.round is not None and any(permit.stage in OURS_TO_ACT for permit in case.round.permits.all()):
        return ANSWER
    if case.turn == Party.GOVERNMENT:
        return PERMITS
    works = case.customer_works
    if case.turn == Party.CUSTOMER and case.permits == "FILING" and not case.undertaking_signed_at:
        return UNDERTAKING
    if works is not None and works.stage in OWN:
        return OWN[works.stage]
    if case.turn == Party.CUSTOMER:
        return DEFECTS if works is not None and works.stage in ("INSPECT_FAILED", "RECTIFYING") else OWN_WORKS
    if works is not None and works.stage == "REPORTED_COMPLETE":
        return INSPECTION
    return WORDS[Stage.WORKS]
