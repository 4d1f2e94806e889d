"""The API document as rows to read: sections of addresses, and the shapes they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import get_language, override
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")
REF = "#/components/schemas/"


class Field(NamedTuple):
    name: str
    kind: str
    shape: str
    is_needed: bool
    words: str
    values: tuple[str, ...] = ()


class Input(NamedTuple):
    """What an address takes: the fields of its one body, or of each of its verbs."""

    name: str
    fields: tuple[Field, ...]


class Address(NamedTuple):
    anchor: str
    method: str
    path: str
    words: str
    is_open: bool
    is_list: bool
    parameters: tuple[Field, ...]
    inputs: tuple[Input, ...]
    shape: str
    status: str

    @property
    def brief(self) -> str:
        """What it is for, in the line that is always seen."""
        return self.words.partition("\n")[0]


class Section(NamedTuple):
    name: str
    words: str
    addresses: tuple[Address, ...]


def document() -> dict[str, Any]:
    """The whole document in the reader's language; made once a process for each."""
    return _document(get_language() or "zh-hans")


@lru_cache
def _document(language: str) -> dict[str, Any]:
    with override(language):
        found: dict[str, Any] = SchemaGenerator(api_version="").get_schema(request=None, public=True)
    return found


def sections() -> list[Section]:
    found = list(_addresses(document()))
    told = {tag["name"]: str(tag["description"]) for tag in document().get("tags", ())}
    names = [*told, *sorted({tag for tag, _one in found} - set(told))]
    rows = [Section(name, told.get(name, ""), tuple(one for tag, one in found if tag == name)) for name in names]
    return [row for row in rows if row.addresses]


def shapes() -> list[tuple[str, str, tuple[Field, ...], tuple[str, ...]]]:
    """Each shape with its words, its fields, and its values where it is a closed list."""
    schemas = document()["components"]["schemas"]
    lists = {name for name in schemas if name.startswith("Paginated")}
    return [
        (name, _words(one, name), _fields(one), tuple(str(value) for value in one.get("enum", ()) if value is not None))
        for name, one in sorted(schemas.items())
        if name not in lists
    ]


def _words(schema: Mapping[str, Any], name: str) -> str:
    """A closed list describes itself by its values, which stand beside it."""
    return "" if "enum" in schema else str(schema.get("description", ""))


def _addresses(found: Mapping[str, Any]) -> Iterator[tuple[str, Address]]:
    for path, methods in found["paths"].items():
        for method in METHODS:
            if method in methods and methods[method].get("tags", [""])[0] != "api":
                yield methods[method]["tags"][0], _address(path, method, methods[method], found)


def _address(path: str, method: str, told: Mapping[str, Any], found: Mapping[str, Any]) -> Address:
    status, schema = _answer(told)
    name = _ref(schema)
    is_list = name.startswith("Paginated")
    if is_list:
        name = _ref(found["components"]["schemas"][name]["properties"]["results"].get("items", {}))
    open_to_all = any(not way for way in told.get("security", ()))
    parameters = tuple(_field(one["name"], one["schema"], one) for one in told.get("parameters", ()))
    inputs = tuple(_inputs(told, found))
    words = str(told.get("description", ""))
    return Address(
        told["operationId"], method.upper(), path, words, open_to_all, is_list, parameters, inputs, name, status
    )


def _answer(told: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    for status, answer in told["responses"].items():
        if str(status).startswith("2"):
            content = answer.get("content", {})
            return str(status), next(iter(content.values()), {}).get("schema", {})
    return "", {}


def _inputs(told: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Input]:
    content = told.get("requestBody", {}).get("content", {})
    if not content:
        return
    schema = next(iter(content.values())).get("schema", {})
    name = _ref(schema)
    schema = found["components"]["schemas"].get(name, schema)
    if "anyOf" in schema:
        yield from (Input(one["title"], _fields(one)) for one in schema["anyOf"])
    else:
        yield Input("", _fields(schema))


def _fields(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    needed = set(schema.get("required", ()))
    rows = [
        _field(name, one, {"required": name in needed, **_described(one)})
        for name, one in schema.get("properties", {}).items()
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_needed))


def _described(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A closed list lists its values; the library's description of them would say it twice."""
    return {} if schema.get("enum") or _ref(schema) else {"description": schema.get("description", "")}


def _field(name: str, schema: Mapping[str, Any], told: Mapping[str, Any]) -> Field:
    inner = schema.get("items", {}) if schema.get("type") == "array" else schema
    values = tuple(str(value) for value in inner.get("enum", ()))
    words = str(told.get("description") or "")
    return Field(name, _kind(schema), _ref(inner), bool(told.get("required")), words, values)


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "")
    kinds = [kind] if isinstance(kind, str) else list(kind)
    told = " | ".join(one for one in kinds if one)
    return f"{told} ({schema['format']})" if schema.get("format") else told


def _ref(schema: Mapping[str, Any]) -> str:
    """The name of the shape that is referred to, also where it may be null."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(REF)
    for way in ("allOf", "oneOf", "anyOf"):
        for one in schema.get(way, ()):
            if name := _ref(one):
                return name
    return ""
