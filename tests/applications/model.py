"""What the tests expect of the machines, written down a second time: who may do what, and where it leads. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.applications.test_lifecycle import APPLICATION, CUSTOMER_WORKS, GRID_WORKS

# Who may use a verb: people of the cast by name. "system" is nobody: the portal itself.
WHO = {
    "adopt": "customer manager other_manager", "submit": "customer", "precheck": "system", "expire_draft": "system",
    "accept": "system intake chief", "request_correction": "intake chief", "refuse": "intake chief",
    "correct": "customer", "reopen": "customer", "close_unanswered": "system",
    "book_survey": "customer manager", "cancel_survey": "customer manager",
    "record_survey": "manager", "confirm_length": "planner chief",
    "decide_investment": "chief", "escalate": "chief planner", "hand_back": "chief planner",
    "reply_on_site": "manager", "draft_plan": "planner",
    "reply_plan": "reviewer", "confirm_plan": "customer", "dispute_plan": "customer", "extend_plan": "customer",
    "expire_plan": "system", "close_expired": "system customer", "refer_to_chief": "customer manager planner",
    "uphold_plan": "chief", "start_works": "system manager", "make_ready": "system", "offer_contract": "contract",
    "sign_contract": "customer", "install_meter": "meter", "energise": "dispatch", "fail_energising": "dispatch",
    "clear_fault": "meter inspector", "record_visit": "manager", "archive": "system intake chief",
    "withdraw": "customer", "terminate": "chief", "suspend": "customer chief", "resume": "customer chief system",
    "close_suspended": "system",
    "start_grid_works": "system works manager other_manager", "pause_grid_works": "works chief",
    "resume_grid_works": "system works chief", "finish_grid_works": "works", "accept_grid_works": "inspector",
    "return_grid_works": "inspector",
    "submit_design": "customer", "approve_design": "inspector", "return_design": "inspector",
    "start_building": "customer",
    "request_mid_inspection": "customer", "pass_mid_inspection": "inspector", "fail_mid_inspection": "inspector",
    "report_completion": "customer", "pass_inspection": "inspector", "fail_inspection": "inspector",
    "start_rectifying": "customer", "plan_customer_works": "customer",
}  # fmt: skip
PEOPLE = (
    "customer", "stranger", "intake", "chief", "manager", "other_manager", "planner", "reviewer", "works", "inspector",
    "meter", "dispatch", "contract", "supervisor", "leader", "auditor", "gov",
)  # fmt: skip
MACHINES = {"case": APPLICATION, "grid": GRID_WORKS, "own": CUSTOMER_WORKS}
EDGES = {
    (machine, source, verb): target
    for machine, table in MACHINES.items()
    for verb, sources, target in table
    for source in sources.split()
}
MACHINE_OF = {verb: machine for machine, _source, verb in EDGES}
BY_A_PERSON = sorted(
    verb for verb, who in WHO.items() if verb in MACHINE_OF and who != "system" and verb != "adopt"
)  # a lead comes before the walk
OVER = {"", "ACCEPTED", "INSPECT_PASSED", "CANCELLED"}
REPLIES = ("reply_on_site", "reply_plan", "uphold_plan")  # each with a validity of its own, to be extended once
# A step of the machine that the portal takes at once by itself.
GOES_ON = {"SUBMITTED": "PRECHECK", "PLAN_CONFIRMED": "WORKS"}
OK, WRONG_STAGE, NOT_ALLOWED, UNMET = "ok", "WrongStage", "NotAllowed", "Unmet"


@dataclass(frozen=True)
class Kind:
    """What a kind of supply means for the machines."""

    name: str
    plan: str
    grid: str = ""
    own: str = ""
    permits: int = 0
    length: str = "80.0"
    answers: dict[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Model:
    """Where a case should be."""

    kind: Kind
    case: str = "DRAFT"
    grid: str = ""
    own: str = ""
    permits: int = 0
    was: str = ""
    has_reservation: bool = False
    is_offered: bool = False
    is_mid_inspected: bool = False
    is_extended: bool = False

    def answer(self, verb: str, person: str) -> str:
        """What the portal should say when this person tries."""
        if (MACHINE_OF[verb], getattr(self, MACHINE_OF[verb]), verb) not in EDGES:
            return WRONG_STAGE
        if person not in WHO[verb].split():
            return NOT_ALLOWED
        return OK if self.holds(verb) else UNMET

    def holds(self, verb: str) -> bool:
        has_hidden_works = self.kind.own == "DESIGNING"
        unmet = {
            "reply_on_site": self.kind.plan != "ON_SITE",
            "draft_plan": self.kind.plan == "NONE",
            "escalate": self.kind.plan == "NONE",
            "start_works": self.kind.plan != "NONE" or not self.has_reservation,
            "uphold_plan": not self.has_reservation,
            "extend_plan": self.is_extended,
            "start_grid_works": self.permits > 0,
            "sign_contract": not self.is_offered,
            "clear_fault": self.own not in OVER,
            "archive": not self.kind.permits,  # an undertaking was filed, and the ground is not restored
            "request_mid_inspection": not has_hidden_works,
            "report_completion": has_hidden_works and not self.is_mid_inspected,
        }
        return not unmet.get(verb, False)

    def after(self, verb: str) -> Model:
        machine = MACHINE_OF[verb]
        target = EDGES[machine, getattr(self, machine), verb]
        found = self if target == "(stays)" else replace(self, **{machine: self.was if "where" in target else target})
        changes = {
            "record_survey": {"has_reservation": True}, "offer_contract": {"is_offered": True},
            "pass_mid_inspection": {"is_mid_inspected": True}, "suspend": {"was": self.case},
            "extend_plan": {"is_extended": True}, **dict.fromkeys(REPLIES, {"is_extended": False}),
        }.get(verb, {})  # fmt: skip
        return replace(found, **changes).goes_on()

    def goes_on(self) -> Model:
        """What the portal does at once by itself."""
        case = GOES_ON.get(self.case, self.case)
        found = replace(self, case=case)
        if case == "WORKS" and self.case != "WORKS" or (case == "WORKS" and not self.is_opened()):
            found = replace(found, grid=self.kind.grid, own=self.kind.own, permits=self.kind.permits)
        if found.case in ("WITHDRAWN", "TERMINATED"):
            ended = {m: "CANCELLED" for m in ("grid", "own") if getattr(found, m) not in OVER}
            return replace(found, permits=0, **ended)
        is_built = {found.grid, found.own} <= OVER and found.permits == 0
        return replace(found, case="READY") if found.case == "WORKS" and is_built else found

    def is_opened(self) -> bool:
        return bool(self.grid or self.own)

    def lawful(self) -> list[tuple[str, str]]:
        """Every verb that should succeed now, with each person who may."""
        return [
            (verb, person)
            for verb in BY_A_PERSON
            for person in WHO[verb].split()
            if person != "system" and self.answer(verb, person) == OK
        ]
