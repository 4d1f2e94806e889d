"""What a person is told before doing something that cannot simply be undone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

# The paper that is signed with a verb: the attribute of the case that holds it.
SIGNED = {"confirm_plan": "plan", "sign_contract": "contract"}
CONSEQUENCES: dict[str, Any] = {
    "confirm_plan": _("With your confirmation the plan is binding for both sides, and the works begin."),
    "sign_contract": _("Once you have signed we put in the meter and switch on."),
    "sign_lease": _("Each day from delivery to return is paid at this price; the deposit counts towards it."),
    "settle_lease": _("The days and the damage are charged less the deposit, and the customer is told what is left."),
    "convert_supply": _(
        "We fill in an application for a lasting connection with what we know already. You look at it before anything "
        "is sent, and the supply you have goes on meanwhile."
    ),
    "end_supply": _("You need this supply no more. That cannot be taken back; for power later, apply again."),
    "give_notice": _("The customer gets the notice in writing, with this day, and can still extend, convert or end the "
                     "supply until then."),
    "announce_cut": _("The customer is told once more and can still extend, convert or end the supply."),
    "disconnect": _("The power is off from now on, and the customer is told at once."),
    "sign_undertaking": _(
        "You undertake to have the ground put back as it was, and to keep to the rules of the road and of the green. "
        "With this signature no permit has to be waited for."
    ),
    "dispute_plan": _("Nothing is lost: we answer with a new plan or explain this one. The plan stays valid."),
    "extend_plan": _("The plan stays valid longer, and the capacity stays reserved for you."),
    "close_expired": _("The case ends here. You can apply again at any time."),
    "withdraw": _("Every step stops and the capacity kept for you is given back. Nothing is owed, and you can apply "
                  "again at any time."),
    "suspend": _("The promise dates rest until the day you name. Everything done so far is kept."),
    "cancel_survey": _("The hour is free for others again. Another one can be chosen at once; the promise days go on."),
    "refuse": _("The case ends here. The customer reads the ground and your words, and where to complain."),
    "terminate": _("The case ends here for good: works and permits are called off and the capacity is given back."),
    "request_correction": _("The customer gets one letter with everything that is missing and the last day for it. A "
                            "second list is possible only for what the answers themselves bring up."),
    "fail_inspection": _("The customer gets one list with every defect: there is no second one."),
    "fail_mid_inspection": _("The customer gets one list with every defect: there is no second one."),
    "return_design": _("The customer gets one list with every defect: there is no second one."),
    "pause_grid_works": _("The promise rests meanwhile. The customer sees the reason and the evidence."),
    "propose_extension": _("Nothing moves yet: another supervisor or the chief has a day to confirm it. A promise kept "
                           "only by its later day still counts as late in every published figure."),
    "confirm_extension": _("The promise moves to the later day. The customer is told at once, with the reason and the "
                           "evidence."),
    "escalate": _("The city or the province decides on the plan, within days of its own. The customer keeps the same "
                  "people here and is told so."),
    "energise": _("Power is on from this moment: the account is opened, every promise up to here ends, and our visit "
                  "is due."),
    "fail_energising": _("Our fault: the promise goes on. The customer's: mending and a new inspection come first."),
}  # fmt: skip
