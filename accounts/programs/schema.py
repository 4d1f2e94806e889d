"""The API document: what holds for every address is said once, and added to each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.parsers import JSONParser

from accounts.programs.body import PlainJSONParser

PROBLEM = "application/problem+json"
WORDS = {
    "400": "Some input cannot be taken; `errors` says which.",
    "401": "Not signed in, or the token is unknown or has expired.",
    "403": "Not open to this role, or outside the scopes of the token.",
    "404": "Nothing here, or not for these eyes.",
    "405": "This address does not take this method; `Allow` says which it takes.",
    "406": "Only JSON can be had.",
    "409": "Not possible now: the case has moved on, or something is missing.",
    "413": "Too large.",
    "415": "The body is not in a form that is read here.",
    "422": "The Idempotency-Key was used for something else.",
    "429": "Too often; `Retry-After` says how long to wait.",
    "503": "Busy, or the records cannot be reached; nothing was done. `Retry-After` says how long to wait.",
}
SAID = {"description", "summary"}
WITH_BODY = {"409", "413", "415", "422"}
WAITING = {"429", "503"}
RETRY = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds to wait."}}
KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, pattern=r"^[\x21-\x7e]{1,200}$",
    description="Of your own choosing: the same key of the same caller has one effect, and gives the same answer.",
)  # fmt: skip
PROBLEM_SHAPE: dict[str, Any] = {
    "type": "object",
    "description": "A no (RFC 9457), in the language that was asked for.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "description": "For programs; never changes its meaning."},
        "detail": {"type": "string", "description": "For people: what to do next."},
        "errors": {
            "type": "object",
            "description": "Sentences by field; dotted where fields are nested, empty for the whole.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "example": {
        "type": "urn:power-connection:problem:invalid",
        "title": "Please check your answers",
        "status": 400,
        "code": "invalid",
        "detail": "Some answers need another look.",
        "errors": {"workdays": ["Count 0 to 366 workdays."]},
    },
}


class Described(AutoSchema):  # type: ignore[misc]
    """JSON is what we document; forms of browsers are taken too. Every POST takes a key against doing it twice."""

    def map_parsers(self) -> Any:
        parsers = self.view.get_parsers()
        has_json = any(isinstance(one, PlainJSONParser | JSONParser) for one in parsers)
        return ["application/json"] if has_json else super().map_parsers()

    def get_override_parameters(self) -> list[OpenApiParameter]:
        is_kept = self.method == "POST" and getattr(self.view, "authentication_classes", None)
        return [KEY] if is_kept else []


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """The answers that every address may give, as references to one place each."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM_SHAPE
    components["responses"] = {f"Problem{status}": _response(status) for status in WORDS}
    components["responses"]["Problem"] = _response("default")
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            _finish_one(path, method, operation)
    return result


def in_the_readers_language(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """What docstrings and notes say in English, by way of the catalogue."""
    told: dict[str, Any] = _told(result)
    return told


def _told(node: Any) -> Any:
    if isinstance(node, list):
        return [_told(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {key: gettext(one) if _is_said(key, one) else _told(one) for key, one in node.items()}


def _is_said(key: Any, one: Any) -> bool:
    return key in SAID and isinstance(one, str) and bool(one)


def _response(status: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": WORDS.get(status, "Any other no."),
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return {**told, "headers": RETRY} if status in WAITING else told


def _finish_one(path: str, method: str, operation: dict[str, Any]) -> None:
    left_out = set() if method in ("post", "patch", "put") else WITH_BODY
    if operation.get("security") in (None, [{}]):
        left_out |= {"401", "403"}
    if "{" not in path:
        left_out |= {"404"} if "401" in left_out else set()
    answers = operation["responses"]
    if "204" in answers:
        answers["204"]["description"] = "Done. There is nothing to read."
    for status in WORDS:
        if status not in left_out and status not in answers:
            answers[status] = {"$ref": f"#/components/responses/Problem{status}"}
    answers.setdefault("default", {"$ref": "#/components/responses/Problem"})
