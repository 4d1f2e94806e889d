"""A small typed client of the power-connection portal's API; nothing but the standard library."""

from portal_client.client import Portal
from portal_client.shapes import Application, Assessment, Clock, Event, Outage, Problem
from portal_client.webhooks import is_genuine

__all__ = ["Application", "Assessment", "Clock", "Event", "Outage", "Portal", "Problem", "is_genuine"]
