"""What an agent may be entrusted with, each on its own. Whoever is entrusted with anything sees the case."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Act(TextChoices):
    APPLY = "APPLY", _("Fill in and submit, hand in papers, answer what is missing")
    VISIT = "VISIT", _("Choose the account manager and agree on visits")
    PLAN = "PLAN", _("Confirm the supply plan or object to it")
    WORKS = "WORKS", _("Report my own works and ask for inspections")
    CONTRACT = "CONTRACT", _("Sign the contract")
    END = "END", _("Let an application rest, or withdraw it")
