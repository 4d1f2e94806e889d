"""The tables of the front door; Django finds them here."""

from portal.dashboards.models import CaseFact, Refresh, StepFact
from portal.disclosure.models import Change, Publication
from portal.disclosure.outages.models import CapMessage, Subscription
from portal.disclosure.prices.models import TariffEdition

__all__ = ["CapMessage", "CaseFact", "Change", "Publication", "Refresh", "StepFact", "Subscription", "TariffEdition"]
