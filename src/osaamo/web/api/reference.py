"""The reference page of the interface, made from its own OpenAPI description on the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET

from osaamo.web.api.v1 import api

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body or an address."""

    name: str
    kind: str
    needed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    anchor: str
    method: str
    path: str
    title: str
    words: str
    fields: tuple[Field, ...]
    answer: str
    statuses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A named shape with its fields."""

    name: str
    words: str
    fields: tuple[Field, ...]


@require_GET
def reference(request: HttpRequest) -> HttpResponse:
    """The page. The description itself is in English, the frame in the reader's language."""
    return render(request, "osaamo/reference.html", context())


def context() -> dict[str, Any]:
    """Operations and shapes in the order of the description."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    shapes = schema["components"]["schemas"]
    return {
        "description": schema["info"]["description"],
        "operations": tuple(_operations(schema)),
        "shapes": tuple(
            Shape(name, shape.get("description", ""), tuple(_fields(shape)))
            for name, shape in shapes.items()
            if "properties" in shape
        ),
    }


def _operations(schema: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in schema["paths"].items():
        for method, described in methods.items():
            fields = [
                Field(given["name"], _kind(given["schema"]), given.get("required", False), _words(given["schema"]))
                for given in described.get("parameters", [])
            ]
            body = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if body:
                name = body["$ref"].rsplit("/", 1)[-1]
                fields += _fields(schema["components"]["schemas"][name])
            answer = described["responses"].get(200, {}).get("content", {}).get("application/json", {})
            yield Operation(
                anchor=described["operationId"],
                method=method.upper(),
                path=path,
                title=described["summary"],
                words=described.get("description", ""),
                fields=tuple(fields),
                answer=_kind(answer.get("schema", {})),
                statuses=tuple(
                    (str(status), entry.get("description", ""))
                    for status, entry in described["responses"].items()
                    if str(status) != "200"
                ),
            )


def _fields(shape: Mapping[str, Any]) -> Iterator[Field]:
    needed = shape.get("required", [])
    for name, field in shape.get("properties", {}).items():
        yield Field(name, _kind(field), name in needed, _words(field))


def _kind(field: Mapping[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in field:
        return " | ".join(dict.fromkeys(_kind(option) for option in field["anyOf"]))
    if "enum" in field:
        return " | ".join(str(value) for value in field["enum"])
    if "const" in field:
        return str(field["const"])
    if field.get("type") == "array":
        return f"[{_kind(field.get('items', {}))}]"
    return str(field.get("type", "any"))


def _words(field: Mapping[str, Any]) -> str:
    words = [field["description"]] if field.get("description") else []
    limits = {
        name: next((option[name] for option in (field, *field.get("anyOf", ())) if name in option), None)
        for name in ("minimum", "maximum", "maxLength", "default")
    }
    words += [f"{name}: {value}" for name, value in limits.items() if value is not None]
    return " · ".join(words)
