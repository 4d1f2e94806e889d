"""Form fields as the portal draws them: one label, hint and error per field, the control styled by its kind."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.filter
def kind(field: BoundField) -> str:
    """choices, tick, file, select or text: which drawing a field gets."""
    widget = field.field.widget
    kinds: dict[str, Any] = {
        "choices": CHOICES,
        "tick": forms.CheckboxInput,
        "file": forms.FileInput,
        "select": forms.Select,
        "parts": forms.MultiWidget,
    }
    for name, widgets in kinds.items():
        if isinstance(widget, widgets):
            return name
    return "text"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The input itself, with the look's class and its state for assistive technology."""
    css = {"tick": "form-check-input", "select": "form-select"}.get(kind(field), "form-control")
    own = field.field.widget.attrs.get("class", "")
    attrs: dict[str, Any] = {"class": f"{css} {own} {'is-invalid' if field.errors else ''}".strip()}
    return SafeString(field.as_widget(attrs=attrs))


@register.simple_tag
def option(field: BoundField, choice: Any) -> SafeString:
    """One radio button or tick box of a list."""
    choice.data["attrs"]["class"] = "form-check-input"
    return SafeString(choice.tag())


@register.simple_tag
def option_hint(field: BoundField, choice: Any) -> str:
    """A form may set `field.option_hints = {value: sentence}` to explain its choices."""
    hints: dict[str, str] = getattr(field.field, "option_hints", {})
    return hints.get(str(choice.data["value"]), "")


@register.filter
def unit(field: BoundField) -> str:
    """The unit written behind the box: `forms.NumberInput({"data-unit": "kVA"})`."""
    written = str(field.field.widget.attrs.get("data-unit", ""))
    return written and _(written)


@register.filter
def target(field: BoundField) -> str:
    """The id an error message links to: the first option of a list, the control of anything else."""
    return f"{field.auto_id}_0" if isinstance(field.field.widget, CHOICES) else field.id_for_label or field.auto_id
