"""Settle which account gets the power that a case adds: by the customer's answer where our books agree, else by us."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, WrongStage
from accounts.roles import Role
from applications.actions import settle
from applications.agency.choices import Act
from applications.agency.permissions import for_customer
from applications.increase.models import SettledAccount
from applications.models import Application
from applications.stages import UNDER_WAY
from customers import accounts
from customers.models import SupplyPoint
from deadlines import machine

NO_INCREASE = _("This is no request for more power on an account. There is nothing to settle.")
SETTLED = _("It is settled already which account gets the power. If that is wrong, write to us from the case's page.")
SAY_WHY = _("The books say otherwise (%(fault)s) Write in a few words why it is this account all the same.")
NOT_FOUND = _("We have no account of this number. Look at the bill again and type it once more.")
WHY_NEW = _("Write in a few words why this place has no account of its own yet.")


def may_settle(application: Application, user: Any) -> bool:
    """Whoever checks the application or draws up the contract, or its account manager, until the power is on."""
    if not application.is_increase or application.stage not in UNDER_WAY:
        return False
    is_its_manager = user.has_role(Role.MANAGER) and application.manager_id == user.pk
    return is_its_manager or bool(user.roles & {Role.INTAKE, Role.CONTRACT, Role.CHIEF})


def may_name(application: Application, user: Any) -> bool:
    """The customer who did not know it when applying, as long as nobody has settled it."""
    return application.awaits_account and for_customer(Act.APPLY)(application, user)


def take_word(application: Application, number: str, *, at: datetime) -> None:
    """Settle it by the number that the customer gave, if our books agree; if not, it waits for an officer.

    The caller holds the case and settles it afterwards.
    """
    customer, site = application.customer, application.site
    if not (application.is_increase and number and customer and site):
        return
    point = accounts.account(number)
    if point is not None and not accounts.fault(point, identity=customer.identity, township_code=site.township_code):
        _keep(application, point, by=None, at=at)


@transaction.atomic
def name_account(application_id: int, *, by: Any, at: datetime, account_no: str) -> Application:
    """The customer has found the number: settled where our books agree, else an officer looks at what was named."""
    application = Application.objects.locked(application_id)
    if not application.is_increase:
        raise WrongStage(NO_INCREASE)
    if not application.awaits_account:
        raise WrongStage(SETTLED)
    point = accounts.account(account_no)
    if point is None:
        raise Invalid({"account_no": [NOT_FOUND]})
    data = {"supply_point": point.pk}
    machine.record(application, "name_account", application.stage, by=by, at=at, data=data)
    take_word(application, account_no, at=at)
    return settle(application, at=at)


@transaction.atomic
def settle_account(
    application_id: int, *, by: Any, at: datetime, account_no: str = "", reason: str = ""
) -> Application:
    """This account gets the power; without a number a new one is opened, for a reason. Until the power is on."""
    application = Application.objects.locked(application_id)
    if not application.is_increase:
        raise WrongStage(NO_INCREASE)
    if application.stage not in UNDER_WAY:
        raise WrongStage
    reason = reason.strip()
    point = accounts.account(account_no)
    if account_no:
        _refuse_unless_fit(application, point, reason)
    elif not reason:
        raise Invalid({"reason": [WHY_NEW]})
    _keep(application, point, by=by, at=at, reason=reason)
    return settle(application, at=at)


def _refuse_unless_fit(application: Application, point: SupplyPoint | None, reason: str) -> None:
    """It has to exist; whatever else speaks against it an officer may overrule with a reason."""
    assert application.customer  # a submitted case has both
    assert application.site
    if point is None:
        raise Invalid({"account_no": [accounts.UNKNOWN]})
    customer, site = application.customer, application.site
    fault = accounts.fault(point, identity=customer.identity, township_code=site.township_code)
    if fault and not reason:
        raise Invalid({"reason": [SAY_WHY % {"fault": fault}]})


def _keep(application: Application, point: SupplyPoint | None, *, by: Any, at: datetime, reason: str = "") -> None:
    SettledAccount.objects.create(
        application=application, supply_point=point, reason=reason, settled_by=by, settled_at=at
    )
    data = {"supply_point": point.pk if point else None}
    machine.record(application, "settle_account", application.stage, by=by, at=at, reason=reason, data=data)
