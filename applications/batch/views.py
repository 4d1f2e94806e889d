"""The pages of a batch: the template, the file, what is wrong with which row, and how far it has got."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Purpose
from accounts.idempotency import idempotent
from accounts.notices import NOTICES
from accounts.refusals import Hidden, Invalid, NotAllowed, Unmet
from applications.batch import actions
from applications.batch.choices import RowState
from applications.batch.columns import BY_KEY, COLUMNS
from applications.batch.models import Batch
from applications.batch.reading import MOST_BYTES, TOO_LARGE, as_csv, as_xlsx

A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "text/csv; charset=utf-8"


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The filled-in file"), help_text=gettext_lazy("XLSX or CSV, up to 10,000 rows and 10 MB."),
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
        error_messages={"required": gettext_lazy("Choose a file."), "empty": gettext_lazy("The file is empty.")},
    )  # fmt: skip

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return self.cleaned_data["file"]


class SubmitForm(forms.Form):
    agrees = forms.BooleanField(
        label=gettext_lazy("I have the written consent of everybody named, and keep it"),
        error_messages={"required": gettext_lazy("Without this we may not fetch anybody's papers.")},
    )


def customers_only(request: Any) -> Any:
    if request.user.is_staff:
        raise NotAllowed(_("A batch is handed in by a customer: a developer, a village. Sign in with a phone number."))
    return request.user


def seen(number: str, *, by: Any) -> Batch:
    found = Batch.objects.visible_to(by).filter(number=number).first()
    if found is None:
        raise Hidden
    return found


@login_required
@never_cache
@idempotent
def batches(request: HttpRequest) -> HttpResponse:
    """What was handed in, and the place to hand in more."""
    user = customers_only(request)
    form = FileForm(request.POST or None, request.FILES or None) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid() and (batch := _taken(request, form)):
        return redirect(batch.get_absolute_url())
    rows = [{"batch": one, "counts": one.counts()} for one in Batch.objects.visible_to(user)[:8]]
    context = {"form": form, "rows": rows, "columns": COLUMNS}
    return render(request, "batch/list.html", context, status=422 if form.errors else 200)


def _taken(request: HttpRequest, form: FileForm) -> Batch | None:
    file = form.cleaned_data["file"]
    try:
        batch, is_new = actions.take_file(file.read(), name=file.name, by=request.user, at=timezone.now())
    except Invalid as refusal:
        form.add_error("file", list(refusal.fields["file"]))  # type: ignore[call-overload]
        return None
    if not is_new:
        messages.info(request, _("You have handed in this very file before: here it is. Nothing was taken twice."))
    return batch


@login_required
@require_safe
@never_cache
def one(request: HttpRequest, number: str) -> HttpResponse:
    batch = seen(number, by=customers_only(request))
    return _page(request, batch, SubmitForm(), FileForm())


def _page(request: HttpRequest, batch: Batch, form: Any, file: Any, *, status: int = 200) -> HttpResponse:
    """The whole page, or while rows are worked on the part that changes."""
    shown = request.GET.get("state", "")
    rows = batch.rows.exclude(state=RowState.DROPPED).select_related("application").order_by("line")
    rows = rows.filter(state=shown) if shown in RowState.values else rows
    after = request.GET.get("after", "")
    found = list(rows.filter(line__gt=int(after[:6]) if after.isdecimal() else 0)[: A_PAGE + 1])
    counts = batch.counts()
    total, waiting = sum(counts.values()), counts["NEW"] + counts["QUEUED"]
    context = {
        "batch": batch, "counts": counts, "total": total, "waiting": waiting, "passed": total - waiting, "state": shown,
        "words": actions.words_of_progress(counts), "rows": [_told(row) for row in found[:A_PAGE]],
        "later": found[A_PAGE - 1].line if len(found) > A_PAGE else None, "form": form, "file": file,
        "states": [(value, label, counts[value]) for value, label in RowState.choices if counts.get(value)],
        "notices": [NOTICES[one] for one in (Purpose.LICENCES, Purpose.SENSITIVE, Purpose.AUTHORITIES)],
    }  # fmt: skip
    template = "batch/progress.html" if request.headers.get("HX-Request") else "batch/one.html"
    response = render(request, template, context, status=status)
    if request.headers.get("HX-Request") and not waiting:
        response["HX-Refresh"] = "true"
    return response


def _told(row: Any) -> dict[str, Any]:
    faults = [{"column": BY_KEY[key].zh if key in BY_KEY else "", "sentence": said} for key, said in row.faults]
    return {"row": row, "faults": faults}


@login_required
@require_POST
@never_cache
@idempotent
def submit(request: HttpRequest, number: str) -> HttpResponse:
    batch, form = seen(number, by=customers_only(request)), SubmitForm(request.POST)
    if not form.is_valid():
        return _page(request, batch, form, FileForm(), status=422)
    try:
        actions.submit_batch(batch.pk, by=request.user, at=timezone.now())
    except Unmet as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect(batch.get_absolute_url())


@login_required
@require_POST
@idempotent
def mend(request: HttpRequest, number: str) -> HttpResponse:
    """The mended rows, as a file again."""
    batch, form = seen(number, by=customers_only(request)), FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.mend(batch.pk, form.cleaned_data["file"].read(), at=timezone.now())
        except Invalid as refusal:
            form.add_error("file", list(refusal.fields["file"]))  # type: ignore[call-overload]
        else:
            return redirect(batch.get_absolute_url())
    return _page(request, batch, SubmitForm(), form, status=422)


@login_required
@require_POST
@idempotent
def discard(request: HttpRequest, number: str) -> HttpResponse:
    actions.discard(seen(number, by=customers_only(request)).pk, at=timezone.now())
    messages.success(request, _("The batch is gone, with everything that stood in it."))
    return redirect("batch:list")


@login_required
@require_safe
def faults(request: HttpRequest, number: str) -> HttpResponse:
    """The rows to be mended, as they were typed, with what is wrong in a last column."""
    batch = seen(number, by=customers_only(request))
    lines = [[*(column.zh for column in COLUMNS), _("What is wrong")]]
    for row in batch.rows.filter(state=RowState.FAULTY).order_by("line"):
        said = "; ".join(f"{BY_KEY[key].zh}: {sentence}" for key, sentence in row.faults)
        cells = row.cells
        lines.append([*(cells.get(column.key, "") for column in COLUMNS), said])
    return _file(as_csv(lines), f"{batch.number}.csv", TEXT)


@login_required
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    heading = [column.zh for column in COLUMNS]
    if kind == "csv":
        return _file(as_csv([heading]), "template.csv", TEXT)
    hints = [str(column.hint) for column in COLUMNS]
    return _file(as_xlsx(heading, hints, heading.index("证件号码") + 1), "template.xlsx", XLSX)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
