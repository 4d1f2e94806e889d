"""Pages of imports: give a file, see how far it is, read everything that was found in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import idempotent
from gridhealth.guards import officers_only
from gridhealth.importing import actions, tasks
from gridhealth.importing.findings import Finding
from gridhealth.importing.forms import AmendForm, ImportForm
from gridhealth.importing.models import NetworkChange, NetworkImport
from gridhealth.importing.storing import MODELS

SHOWN, MOST_OF_A_KIND = 30, 20
PAGES = {
    "feeder": ("gridhealth:line",), "area": ("gridhealth:area",), "cell": ("gridhealth:health-of", "cell"),
}  # fmt: skip
"""Objects that have a page, and so can be corrected there."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def imports(request: HttpRequest) -> HttpResponse:
    """The latest imports, and the form for the next."""
    officers_only(request.user)
    is_given = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_given else ImportForm()
    if is_given and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        row = actions.receive(
            given["file"], name=given["file"].name, cell=given["cell"], by=request.user, at=timezone.now()
        )
        tasks.wake()
        messages.success(request, _("The file is here and will be read now."))
        return redirect("gridhealth:import", row.pk)
    rows = NetworkImport.objects.select_related("cell", "by").order_by("-pk")[:SHOWN]
    changes = NetworkChange.objects.select_related("by", "through").order_by("-pk")[:SHOWN]
    context = {
        "form": form, "rows": rows, "changes": changes, "may_import": bool(actions.IMPORTERS & request.user.roles),
    }  # fmt: skip
    return render(request, "grid/imports.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of one import; while it is at work the page asks again by itself."""
    officers_only(request.user)
    row = get_object_or_404(NetworkImport.objects.select_related("cell", "by"), pk=pk)
    errors, warnings = row.errors(), row.warnings()
    context = {
        "row": row, "errors": _by_kind(errors), "warnings": _by_kind(warnings), "error_count": len(errors),
        "warning_count": len(warnings), "is_stalled": row.is_stalled(timezone.now()),
        "counts": [{"label": actions.KINDS[kind], **told} for kind, told in row.counts.items()],
    }  # fmt: skip
    name = "grid/import_state.html" if request.headers.get("HX-Request") else "grid/import.html"
    return render(request, name, context)


def _by_kind(findings: list[Finding]) -> list[tuple[list[Finding], int]]:
    """The first of each kind and how many more of it there are: one mistake made often hides no other."""
    kinds: dict[str, list[Finding]] = {}
    for found in findings:
        kinds.setdefault(found.code, []).append(found)
    return [(alike[:MOST_OF_A_KIND], len(alike[MOST_OF_A_KIND:])) for alike in kinds.values()]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def amend(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Correct one line or area by hand, above what was changed of it before."""
    officers_only(request.user)
    if kind not in PAGES:
        raise Http404
    page, *before = PAGES[kind]
    back = reverse(page, args=[*before, code])
    target: Any = get_object_or_404(MODELS[kind], code=code)
    form = AmendForm(request.POST or None, kind=kind, target=target)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        changed = actions.amend(kind, code, form.values, by=request.user, at=timezone.now(), reason=reason)
        messages.success(request, _("Corrected.") if changed else _("Nothing was different, so nothing was changed."))
        return redirect(back)
    changes = NetworkChange.objects.filter(kind=kind, code=code).select_related("by", "through").order_by("-at")[:SHOWN]
    context = {
        "form": form, "target": target, "changes": changes, "back": back,
        "may_amend": bool(actions.IMPORTERS & request.user.roles),
    }  # fmt: skip
    return render(request, "grid/amend.html", context, status=422 if form.errors else 200)
