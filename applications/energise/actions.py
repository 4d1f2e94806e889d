"""Contract, meter, power, visit: the last steps of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import gridhealth.actions
from accounts.refusals import Invalid
from applications.actions import advance, settle, start_clock, tell
from applications.choices import FaultOwner
from applications.deciding import capacity_kva
from applications.energise.models import Contract, Energising, Meter
from applications.models import Application
from applications.rulebook.reading import rules_in_force
from applications.survey.letters import attach_letter
from applications.temporary.actions import open_temporary
from applications.works.opening import reopen_for_fault
from customers import actions as customers
from customers.models import SupplyPoint
from deadlines import actions as deadlines
from deadlines import machine
from deadlines.choices import Party

VISIT = "C-VISIT"
TAKEN = _("A meter with this number stands at another supply already. Compare it with the number on the meter.")


@transaction.atomic
def offer_contract(application_id: int, *, by: Any, at: datetime, terms: Mapping[str, Any]) -> Application:
    application = advance(application_id, "offer_contract", by=by, at=at)
    contract = Contract(application=application, terms=dict(terms), offered_by=by, offered_at=at)
    attach_letter(contract, at=at)
    contract.save()
    tell(application, "contract-offered", at=at)
    return settle(application, at=at)


@transaction.atomic
def sign_contract(application_id: int, *, by: Any, at: datetime) -> Application:
    """The customer signs; there is no supply without. From here the last promise runs: meter and power."""
    application = advance(application_id, "sign_contract", by=by, at=at)
    contract = application.contract
    contract.signed_by, contract.signed_at = by, at
    attach_letter(contract, at=at)
    contract.save()
    start_clock(application, "C9", at=at)
    return settle(application, at=at)


def install_meter(
    application_id: int, *, by: Any, at: datetime, asset_no: str, first_reading_kwh: Decimal
) -> Application:
    """A meter stands at one supply: of a number that is taken, the field says so."""
    try:
        with transaction.atomic():
            application = advance(application_id, "install_meter", by=by, at=at, data={"asset_no": asset_no})
            Meter.objects.create(
                application=application, asset_no=asset_no, first_reading_kwh=first_reading_kwh, installed_by=by,
                installed_at=at,
            )  # fmt: skip
            return settle(application, at=at)
    except IntegrityError as broken:
        if "asset_no" not in str(broken):
            raise
        raise Invalid({"asset_no": [TAKEN]}) from None


@transaction.atomic
def energise(application_id: int, *, by: Any, at: datetime, is_safe: bool, remark: str = "") -> Application:
    """Power on: an account is opened or gets more, the reserved capacity is connected, every promise up to it ends.

    `is_safe`: whoever switches on says that the checks before it were made; that stays in the event.
    """
    application = advance(application_id, "energise", by=by, at=at, data={"is_safe": is_safe})
    Energising.objects.create(application=application, at=at, by=by, has_succeeded=True, remark=remark)
    application.energised_at = at
    survey = application.surveys.select_related("area", "feeder").latest("id")
    where = {
        "area": survey.area if application.is_low_voltage else None,
        "feeder": survey.feeder or (survey.area and survey.area.feeder),
        "voltage_class": application.inputs["voltage_class"],
    }
    application.supply_point = _supplied(application, where, at=at)
    application.save(update_fields=["energised_at", "supply_point"])
    if application.is_temporary:
        open_temporary(application, at=at)
    if application.held:
        gridhealth.actions.convert(application.held, at=at, by=by)
    deadlines.stop_all(application.timeline, at=at)
    _promise_visit(application, at=at)
    if application.manager_id:
        customers.release_manager(application.timeline, at=at)
    tell(application, "energised", at=at)
    return settle(application, at=at)


def _promise_visit(application: Application, *, at: datetime) -> None:
    """Whoever looked after the case asks within some workdays whether all is well."""
    limit = rules_in_force(timezone.localdate(at)).workdays("visit")
    deadlines.start(
        application.timeline, VISIT, limit_workdays=limit, owner=Party.COMPANY, rule=VISIT, at=at,
        responsible_id=application.owner_id,
    )  # fmt: skip


def _supplied(application: Application, where: dict[str, Any], *, at: datetime) -> SupplyPoint:
    """More power stays on the account that was settled; any other supply gets an account of its own."""
    settled = application.settlement if application.is_increase else None
    if settled is not None and settled.supply_point_id:
        return customers.enlarge_account(settled.supply_point_id, by_kva=capacity_kva(application), at=at, **where)
    assert application.customer  # a submitted case has both
    assert application.site
    return customers.open_account(
        application.customer, application.site, capacity_kva=capacity_kva(application), at=at, **where
    )


@transaction.atomic
def fail_energising(application_id: int, *, by: Any, at: datetime, fault_owner: str, remark: str) -> Application:
    """Switch-on failed. Our fault: the clock goes on. The customer's: back to mending, and to a new inspection."""
    owner = FaultOwner(fault_owner)
    application = advance(
        application_id, "fail_energising", by=by, at=at, reason=remark, data={"fault_owner": owner.value}
    )
    Energising.objects.create(
        application=application, at=at, by=by, has_succeeded=False, fault_owner=owner, remark=remark
    )
    if owner == FaultOwner.CUSTOMER:
        reopen_for_fault(application, at=at)
    tell(application, "energising-failed", at=at)
    return settle(application, at=at)


@transaction.atomic
def clear_fault(application_id: int, *, by: Any, at: datetime, remark: str = "") -> Application:
    return settle(advance(application_id, "clear_fault", by=by, at=at, reason=remark), at=at)


@transaction.atomic
def record_visit(application_id: int, *, by: Any, at: datetime, channel: str, remark: str = "") -> Application:
    """The visit after energising; the customer is asked once for a rating."""
    application = advance(application_id, "record_visit", by=by, at=at, reason=remark)
    deadlines.stop(application.timeline, VISIT, at=at)
    assert application.customer  # a submitted case has one
    customers.record_visit(
        application.customer,
        kind="AFTER_ENERGISING",
        channel=channel,
        by=by,
        at=at,
        remark=remark,
        timeline=application.timeline,
    )
    tell(application, "rating-asked", at=at)
    return settle(application, at=at)


@transaction.atomic
def rate(application_id: int, *, by: Any, at: datetime, score: int, comment: str = "") -> Application:
    """One rating per energising, by the customer, not shown to the manager by name, never edited."""
    application = Application.objects.locked(application_id)
    customers.rate(
        application.timeline, about="energise", manager=application.manager, score=score, comment=comment, at=at
    )
    machine.record(application, "rate", application.stage, by=by, at=at)
    return application


@transaction.atomic
def archive(application_id: int, *, at: datetime, by: Any = None) -> Application:
    return settle(advance(application_id, "archive", by=by, at=at), at=at)
