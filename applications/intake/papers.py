"""The papers of a case as pages: all, one in full after saying why, a handed-in file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import reveal
from accounts.refusals import Hidden, NotAllowed
from applications.actions import mine
from applications.intake.models import Document
from applications.intake.showing import rows
from applications.intake.uploads import JPEG, PDF, PNG, opened

OWN = "own-data"
PATIENCE = timedelta(minutes=2)
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}


class WhyForm(forms.Form):
    reason = forms.CharField(
        label=_("What do you need it for?"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("Your name and this reason are recorded, and the customer can read them."),
    )


@login_required
@require_safe
@never_cache
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """The papers alone; a page that waits for them is told to load anew once they are there."""
    application = mine(number, by=request.user)
    documents = list(application.documents.select_related("consent", "application__customer").order_by("pk"))
    waits = any(document.is_first_try for document in documents)
    template = "intake/documents.html" if request.headers.get("HX-Request") else "intake/papers.html"
    # Whoever waits longer than a worker ever takes finds the papers on the next visit.
    is_fresh = application.submitted_at is not None and timezone.now() - application.submitted_at < PATIENCE
    context = {"application": application, "documents": documents, "waiting": waits and is_fresh}
    response = render(request, template, context)
    if not waits:
        response["HX-Refresh"] = "true"
    return response


@login_required
@never_cache
def paper(request: Any, number: str, kind: str) -> HttpResponse:
    """One paper in full, or its file: only by POST, only with a reason, and on record. One's own needs no reason."""
    application = mine(number, by=request.user)
    document = application.documents.select_related("consent", "application__customer").filter(kind=kind).first()
    if document is None:
        raise Hidden
    is_own = application.applicant_id == request.user.pk
    if not is_own and not request.user.is_staff:
        raise NotAllowed(_("Agents see papers shortened. Only the customer reads them in full."))
    form = WhyForm({"reason": OWN} if is_own else request.POST) if request.method == "POST" else WhyForm()
    context = {
        "application": application,
        "document": document,
        "form": form,
        "is_own": is_own,
        "back": _back(request, number),
    }
    if request.method == "POST" and form.is_valid():
        if "file" in request.POST:
            return _file(document, by=request.user, reason=form.cleaned_data["reason"])
        reveal(document, "fields_json", by=request.user, reason=form.cleaned_data["reason"], at=timezone.now())
        context["rows"] = rows(document, in_full=True)
    return render(request, "intake/paper.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest, number: str) -> str:
    return reverse("room:case" if request.user.is_staff else "applications:tracker", args=[number])


def _file(document: Document, *, by: Any, reason: str) -> HttpResponse:
    if not document.file:
        raise Hidden
    reveal(document, "file", by=by, reason=reason, at=timezone.now())
    name = f"{document.application.number}-{document.kind.lower()}"
    return as_attachment(document.file, document.file_type, name=name)


def as_attachment(file: Any, kind: str, *, name: str) -> HttpResponse:
    """The sealed file opened. An attachment, whatever its content, so that nothing in it runs here."""
    with file.open("rb") as content:
        response = HttpResponse(opened(content.read()), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}.{ENDINGS.get(kind, "bin")}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
