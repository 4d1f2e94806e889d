"""What the API document says of itself: its words, its parts in order, the names of its closed lists."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

VERSION = "1.1.0"
ABOUT = """\
Everything a person can do on the portal's pages, a program can do here.

**Who you are.** Send `Authorization: Bearer pcp_...`; a token is made on the page *My data* or with
`manage.py api_token USERNAME`. A signed-in browser may use its session with the `X-CSRFToken` header. The
pre-assessment and the workday calendar need neither.

**What a token may do** is said by its scopes: `read` or `write`, alone or for one area (`read:grid`).

**Lists** come in pages: `{next, previous, results}`. Follow `next` until it is null. `page_size` is 1 to 100.

**Twice is once.** Send an `Idempotency-Key` of your own with every POST: the same key gives the same answer.

**A no** is a problem document (RFC 9457) with a `code` for programs, a sentence for people in the language of
`Accept-Language` (`zh-hans` or `en`), and a sentence per field in `errors`. Every answer to a token says in
`RateLimit-Limit` and `RateLimit-Remaining` how many calls a minute there are and are left; a 429 says in
`Retry-After` how long to wait.

**What changes** is told on `/api/changes/`; an address that will go answers with `Deprecation` and `Sunset`.

**News** comes to an address of yours, signed: see `webhooks`.

Amounts are decimal texts (`"12.50"`), moments are ISO 8601 with their zone, days are `YYYY-MM-DD`.
"""
TAGS = {
    "assessments": _("What a supply would mean, before anybody applies. No sign-in."),
    "workdays": _("The workday calendar: when a limit ends, and which day counts why. No sign-in."),
    "applications": _("Applications from draft to power: apply, follow, and every verb that is open to the caller."),
    "mandates": _("Agents who act for a customer."),
    "batches": _("Many applications from one file."),
    "queue": _("The one-room queue of the company."),
    "managers": _("Account managers to choose from."),
    "slots": _("Free hours of an account manager."),
    "energy-services": _("Energy services: a wish to hear of them, given and taken back. Nothing depends on it."),
    "demands": _("Requests, complaints and appeals."),
    "projects": _("The reserve of projects."),
    "permits": _("Permits before the authorities."),
    "authorities": _("The scoreboard of the authorities."),
    "grid": _("The network: capacity, lines, areas, cells."),
    "outages": _("Outages: what is going on, reports, the dispatcher's verbs."),
    "reliability": _("Reliability indices."),
    "supervision": _("The supervisors' figures."),
    "webhooks": _("News to an address of yours, signed."),
    "tokens": _("Tokens of the caller."),
}
SETTINGS: dict[str, Any] = {
    "TITLE": _("Power-connection portal"),
    "VERSION": VERSION,
    "DESCRIPTION": ABOUT,
    "OAS_VERSION": "3.1.1",
    "TAGS": [{"name": name, "description": words} for name, words in TAGS.items()],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.programs.schema.finish",
        "accounts.programs.schema.in_the_readers_language",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ApplicationStageEnum": "applications.stages.Stage",
        "PartyEnum": "deadlines.choices.Party",
        "YesNoEnum": "applications.intake.questions.YES_NO",
        "OutageCauseEnum": "outages.choices.Cause",
        "HealthStateEnum": "gridhealth.health.choices.State",
        "MandateActEnum": "applications.agency.choices.Act",
        "TopicsEnum": "notifications.webhooks.choices.Topic",
        "EnergyServiceEnum": "customers.wishes.models.Topic",
    },
}
