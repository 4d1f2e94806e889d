"""Every verb a person can use on a case: its action, its form, its words. Pages and API read the same list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

import applications.actions as ways
import applications.authority.actions as authority
import applications.correction.actions as correction
import applications.energise.actions as power
import applications.green.actions as green
import applications.intake.actions as intake
import applications.intake.fetching as fetching
import applications.projects.actions as projects
import applications.serving.actions as serving
import applications.survey.actions as survey
import applications.works.actions as works
from accounts.roles import Role
from applications import forms
from applications.agency.choices import Act
from applications.agency.permissions import for_customer
from applications.authority import forms as authority_forms
from applications.correction import forms as correction_forms
from applications.energise import forms as power_forms
from applications.extension.listing import EXTENSION
from applications.green import forms as green_forms
from applications.increase.listing import INCREASE
from applications.intake import forms as intake_forms
from applications.intake.choices import UNSETTLED
from applications.lease.listing import LEASE
from applications.models import Application
from applications.serving.forms import ChooseManagerForm
from applications.stages import ACCEPTED_ON, SUPPLIED, UNDER_WAY
from applications.survey import forms as survey_forms
from applications.temporary.listing import TEMPORARY
from applications.works.listing import CUSTOMER_BESIDE, CUSTOMER_NEXT, GRID_BESIDE, GRID_NEXT
from deadlines import machine

Permission = Callable[[Application, Any], bool]


@dataclass(frozen=True)
class Verb:
    """`machine` names the row that is asked: the application itself, or its works. `may` is for acts without a move."""

    name: str
    action: Callable[..., Application]
    label: Any
    form: type[forms.VerbForm] = forms.VerbForm
    machine: str = ""
    may: Permission | None = None
    is_main: bool = False
    is_grave: bool = False

    def row(self, application: Application) -> Any:
        return getattr(application, self.machine) if self.machine else application

    def is_open_to(self, application: Application, user: Any) -> bool:
        """The step is right and the person may; what else must hold is told by `obstacles`."""
        if self.may is not None:
            return self.may(application, user)
        row = self.row(application)
        return row is not None and any(way.has_perm(row, user) for way in _ways(type(row), self.name, row.stage))

    def obstacles(self, application: Application) -> list[str]:
        """Sentences that say what still keeps this verb from being used."""
        if self.may is not None:
            return []
        return [str(getattr(guard, "sentence", "")) for guard in machine.unmet(self.row(application), self.name)]

    @property
    def asks(self) -> bool:
        """Whether there is anything to fill in first."""
        return bool(self.form.base_fields)


@cache
def _ways(machine: type[Model], name: str, stage: str) -> tuple[Any, ...]:
    """The transitions called `name` that lead out of `stage`; a machine never changes while it runs."""
    found = machine._meta.get_field("stage").get_all_transitions(machine)  # type: ignore[union-attr]
    return tuple(way for way in found if way.name == name and way.source == stage)


_may_apply, _may_visit, _may_plan = for_customer(Act.APPLY), for_customer(Act.VISIT), for_customer(Act.PLAN)


def _may_dispute(application: Application, user: Any) -> bool:
    is_open = _may_apply(application, user) and application.stage in UNDER_WAY
    return is_open and any(one.may_be_disputed for one in application.documents.all())


def _may_upload(application: Application, user: Any) -> bool:
    is_open = _may_apply(application, user) and application.stage in UNDER_WAY
    return is_open and any(one.may_be_uploaded for one in application.documents.all())


def _may_settle_document(application: Application, user: Any) -> bool:
    return user.has_role(Role.INTAKE) and any(one.state in UNSETTLED for one in application.documents.all())


def _may_sign_undertaking(application: Application, user: Any) -> bool:
    return _may_plan(application, user) and works.awaits_undertaking(application)


def _may_open_new_round(application: Application, user: Any) -> bool:
    return bool(user.roles & {Role.PLANNER, Role.MANAGER, Role.INTAKE}) and works.needs_new_round(application)


def _may_choose(application: Application, user: Any) -> bool:
    """The customer himself, or the chief for him, while the case is on its way."""
    return application.stage in ACCEPTED_ON and (_may_visit(application, user) or user.has_role(Role.CHIEF))


def _may_mark_key(application: Application, user: Any) -> bool:
    marks = {Role.CHIEF, Role.PLANNER, Role.MANAGER}
    return application.stage in UNDER_WAY and not application.is_key and bool(user.roles & marks)


def _may_unmark_key(application: Application, user: Any) -> bool:
    return application.stage in UNDER_WAY and bool(application.key_reason) and user.has_role(Role.CHIEF)


def _may_name_project_manager(application: Application, user: Any) -> bool:
    return application.stage in UNDER_WAY and application.is_key and user.has_role(Role.CHIEF)


def _may_rate(application: Application, user: Any) -> bool:
    return application.applicant_id == user.pk and application.stage in SUPPLIED and not application.is_rated()


A, C, F, G, N = authority_forms, correction_forms, forms, green_forms, intake_forms
S, P = survey_forms, power_forms
VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("adopt", projects.adopt, _("Yes, go on with it"), is_main=True),
        Verb("accept", intake.accept, _("Accept"), is_main=True),
        Verb(
            "settle_document",
            fetching.settle_document,
            _("Settle a document"),
            N.SettleDocumentForm,
            may=_may_settle_document,
        ),
        Verb("request_correction", correction.request_correction, _("Ask for what is missing"), C.RequestForm),
        Verb("refuse", intake.refuse, _("Do not accept"), N.RefuseForm, is_grave=True),
        Verb("correct", correction.correct, _("Answer what was missing"), C.CorrectForm, is_main=True),
        Verb("reopen", correction.reopen, _("Open it again"), is_main=True),
        Verb(
            "dispute_document",
            fetching.dispute_document,
            _("Something fetched is wrong"),
            N.DisputeDocumentForm,
            may=_may_dispute,
        ),
        Verb("upload_document", fetching.upload_document, _("Hand in a paper"), N.UploadForm, may=_may_upload),
        Verb(
            "choose_manager",
            serving.choose_manager,
            _("Choose the account manager"),
            ChooseManagerForm,
            may=_may_choose,
        ),
        Verb("mark_key", green.mark_key, _("Mark as key project"), G.KeyForm, may=_may_mark_key),
        Verb("unmark_key", green.unmark_key, _("No key project any more"), G.KeyForm, may=_may_unmark_key),
        Verb(
            "name_project_manager",
            green.name_project_manager,
            _("Name the project manager"),
            G.ProjectManagerForm,
            may=_may_name_project_manager,
        ),
        Verb("book_survey", survey.book_survey, _("Book the visit"), S.BookForm, is_main=True),
        Verb("cancel_survey", serving.cancel_survey, _("Call the visit off"), F.OptionalReasonForm),
        Verb("record_survey", survey.record_survey, _("Record the survey"), S.SurveyForm, is_main=True),
        Verb("confirm_length", survey.confirm_length, _("Confirm the length"), S.ConfirmLengthForm),
        Verb("decide_investment", survey.decide_investment, _("Decide who pays"), S.InvestmentForm),
        Verb("reply_on_site", survey.reply_on_site, _("Reply on the spot"), S.TermsForm, is_main=True),
        Verb("draft_plan", survey.draft_plan, _("Draft the plan"), S.DraftPlanForm, is_main=True),
        Verb("escalate", authority.escalate, _("Hand to city or province"), A.EscalateForm),
        Verb("hand_back", authority.hand_back, _("Take their answer"), A.HandBackForm, is_main=True),
        Verb("reply_plan", survey.reply_plan, _("Approve and reply"), is_main=True),
        Verb("uphold_plan", survey.uphold_plan, _("Uphold the plan"), F.ReasonForm),
        Verb("start_works", survey.start_works, _("Start the works"), S.TermsForm, is_main=True),
        Verb("confirm_plan", survey.confirm_plan, _("Confirm the plan"), is_main=True),
        Verb("dispute_plan", survey.dispute_plan, _("I do not agree"), F.ReasonForm),
        Verb("extend_plan", survey.extend_plan, _("I need more time")),
        Verb("refer_to_chief", survey.refer_to_chief, _("Ask the chief service officer"), F.OptionalReasonForm),
        Verb("close_expired", survey.close_expired, _("Close the case")),
        Verb(
            "sign_undertaking",
            works.sign_undertaking,
            _("Sign the undertaking"),
            may=_may_sign_undertaking,
            is_main=True,
        ),
        Verb(
            "open_new_round", works.open_new_round, _("Ask the authorities anew"), may=_may_open_new_round, is_main=True
        ),
        *(Verb(*spec, machine="grid_works", is_main=True) for spec in GRID_NEXT),
        *(Verb(*spec, machine="grid_works") for spec in GRID_BESIDE),
        *(Verb(*spec, machine="customer_works", is_main=True) for spec in CUSTOMER_NEXT),
        *(Verb(*spec, machine="customer_works") for spec in CUSTOMER_BESIDE),
        *(Verb(*spec) for spec in INCREASE),
        Verb("offer_contract", power.offer_contract, _("Offer the contract"), P.ContractForm, is_main=True),
        Verb("sign_contract", power.sign_contract, _("Sign the contract"), is_main=True),
        Verb("install_meter", power.install_meter, _("Meter installed"), P.MeterForm, is_main=True),
        Verb("energise", power.energise, _("Switch on"), P.EnergiseForm, is_main=True),
        Verb("fail_energising", power.fail_energising, _("Switch-on failed"), P.FailForm),
        Verb("clear_fault", power.clear_fault, _("The fault is mended"), F.RemarkForm, is_main=True),
        Verb("record_visit", power.record_visit, _("Record the visit"), P.VisitForm, is_main=True),
        Verb("rate", power.rate, _("Rate us"), P.RateForm, may=_may_rate),
        Verb("archive", power.archive, _("Archive"), is_main=True),
        *(Verb(*spec, machine="lease") for spec in LEASE),
        *(Verb(*spec, machine="temporary") for spec in TEMPORARY),
        *(Verb(*spec) for spec in EXTENSION),
        Verb("suspend", ways.suspend, _("Let the case rest"), F.SuspendForm),
        Verb("resume", ways.resume, _("Go on"), is_main=True),
        Verb("withdraw", ways.withdraw, _("Withdraw"), F.OptionalReasonForm, is_grave=True),
        Verb("terminate", ways.terminate, _("Terminate"), F.TerminateForm, is_grave=True),
    )
}


def open_to(application: Application, user: Any) -> list[Verb]:
    """The verbs this person may use at this step, in the order of the journey."""
    return [verb for verb in VERBS.values() if verb.is_open_to(application, user)]
