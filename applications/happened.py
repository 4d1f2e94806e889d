"""What happened in a case, in words: one for every event that any machine of a case can write."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.extension.listing import HAPPENED as EXTENSION
from applications.increase.listing import HAPPENED as INCREASE
from applications.lease.listing import HAPPENED as LEASE
from applications.temporary.listing import HAPPENED as TEMPORARY
from deadlines.models import Event

CASE: dict[str, Any] = {
    **EXTENSION,
    **INCREASE,
    "open_draft": _("Draft opened"),
    "offer": _("Prepared from a project"),
    "adopt": _("Taken up by the customer"),
    "submit": _("Applied"),
    "expire_draft": _("Draft expired"),
    "precheck": _("Check begun"),
    "decide": _("Rules applied"),
    "fetch_document": _("Paper fetched"),
    "dispute_document": _("A fetched paper was called wrong"),
    "upload_document": _("Paper handed in"),
    "settle_document": _("Paper settled"),
    "accept": _("Application accepted"),
    "request_correction": _("Missing things asked for"),
    "correct": _("Missing things answered"),
    "close_unanswered": _("Closed for want of an answer"),
    "reopen": _("Opened again"),
    "refuse": _("Application not accepted"),
    "book_survey": _("Visit booked"),
    "cancel_survey": _("Visit called off"),
    "record_survey": _("Survey recorded"),
    "choose_manager": _("Account manager chosen"),
    "name_manager": _("Account manager named"),
    "mark_key": _("Marked as key project"),
    "unmark_key": _("No key project any more"),
    "name_project_manager": _("Project manager named"),
    "name_chief": _("Chief service officer named"),
    "confirm_length": _("Length confirmed"),
    "decide_investment": _("Who pays was decided"),
    "escalate": _("Handed to city or province"),
    "hand_back": _("City or province has answered"),
    "reply_on_site": _("Plan offered on the spot"),
    "draft_plan": _("Plan drafted"),
    "reply_plan": _("Plan approved and offered"),
    "confirm_plan": _("Plan confirmed"),
    "dispute_plan": _("Plan not agreed to"),
    "extend_plan": _("Validity of the plan extended"),
    "expire_plan": _("Plan expired"),
    "close_expired": _("Closed after the plan expired"),
    "refer_to_chief": _("Laid before the chief service officer"),
    "uphold_plan": _("Plan upheld"),
    "start_works": _("Works begun"),
    "make_ready": _("Everything is built"),
    "offer_contract": _("Contract offered"),
    "sign_contract": _("Contract was signed"),
    "install_meter": _("Meter put in"),
    "energise": _("Power switched on"),
    "fail_energising": _("Switching on failed"),
    "clear_fault": _("Fault mended"),
    "record_visit": _("Visit after power-on recorded"),
    "rate": _("Rated"),
    "archive": _("Case archived"),
    "withdraw": _("Application withdrawn"),
    "terminate": _("Case terminated"),
    "suspend": _("Case put to rest"),
    "resume": _("Case resumed"),
    "close_suspended": _("Closed after a long rest"),
    "entrust": _("An agent was named"),
    "end_mandate": _("An agent's mandate was taken back"),
    "sign_undertaking": _("Undertaking signed"),
}
GRID_WORKS: dict[str, Any] = {
    "open_grid_works": _("Our works opened"),
    "start_grid_works": _("Our works begun"),
    "pause_grid_works": _("Our works paused"),
    "resume_grid_works": _("Our works resumed"),
    "finish_grid_works": _("Our works built"),
    "return_grid_works": _("Our works sent back for mending"),
    "accept_grid_works": _("Our works accepted"),
    "cancel_grid_works": _("Our works cancelled"),
}
CUSTOMER_WORKS: dict[str, Any] = {
    "open_customer_works": _("The customer's works opened"),
    "submit_design": _("Drawings submitted"),
    "approve_design": _("Drawings approved"),
    "return_design": _("Drawings sent back"),
    "start_building": _("The customer has begun to build"),
    "request_mid_inspection": _("Inspection of hidden works asked for"),
    "pass_mid_inspection": _("Hidden works found right"),
    "fail_mid_inspection": _("Defects found in hidden works"),
    "report_completion": _("The customer's works reported finished"),
    "pass_inspection": _("Inspection was passed"),
    "fail_inspection": _("Inspection found defects"),
    "start_rectifying": _("Mending of defects begun"),
    "plan_customer_works": _("The day named on which the customer's works end"),
    "reopen_for_fault": _("Back to the customer's works because of a fault"),
    "cancel_customer_works": _("The customer's works cancelled"),
}
ROUND: dict[str, Any] = {
    "open_round": _("Permits opened"),
    "close": _("Permits settled"),
    "refuse": _("A permit was refused, the route is open again"),
    "reroute": _("Another route for the permits"),
    "cancel": _("Permits called off"),
}
PERMIT: dict[str, Any] = {
    "draft_package": _("Papers for the authority prepared"),
    "complete": _("Papers for the authority completed"),
    "submit": _("Sent to the authority"),
    "take": _("An approver has taken it"),
    "request_correction": _("The authority asked for more papers"),
    "supplement": _("More papers sent to the authority"),
    "grant": _("Permit granted"),
    "refuse": _("Permit refused"),
    "reroute": _("Another route is sought for a permit"),
    "appeal": _("Appeal against a refused permit"),
    "cancel": _("Permit called off"),
}
FILING: dict[str, Any] = {
    "draft_filing": _("Filing prepared"),
    "file_undertaking": _("Undertaking filed"),
    "record_receipt": _("Receipt of the filing recorded"),
    "close_filing": _("Ground restored"),
    "cancel": _("Filing called off"),
}
RESERVATION: dict[str, Any] = {
    "reserve": _("Capacity held"),
    "release": _("Capacity given back"),
    "convert": _("Capacity connected"),
    "raise_firm": _("More capacity held"),
}
WORDS: dict[str, dict[str, Any]] = {
    "applications.application": CASE,
    "applications.gridworks": GRID_WORKS,
    "applications.customerworks": CUSTOMER_WORKS,
    "applications.lease": LEASE,
    "applications.temporarysupply": TEMPORARY,
    "approvals.round": ROUND,
    "approvals.permit": PERMIT,
    "approvals.filing": FILING,
    "gridhealth.reservation": RESERVATION,
}


def in_words(event: Event) -> Any:
    return WORDS.get(event.machine, {}).get(event.verb, event.verb)
