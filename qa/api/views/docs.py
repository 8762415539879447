"""The description of the API as a page to read: made of the very schema that programs get, without a script."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import options
from qa.api.v1.api import api
from qa.api.v1.urls import urls  # noqa: F401 - has put the operations in
from qa.views.requests import MemberRequest


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of what is sent or answered."""

    name: str
    kind: str
    text: str
    is_needed: bool = False


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of the API."""

    method: str
    path: str
    text: str
    needs_token: bool
    parameters: list[Field]
    body: str
    answer: str


@dataclass(frozen=True)
class Shape:
    """A named object, and its fields."""

    name: str
    text: str
    fields: list[Field]


@require_safe
def show(request: MemberRequest) -> HttpResponse:
    """How to begin, every operation, and every object."""
    if not options.current().is_api_on:
        raise Http404(_("There is no API here."))
    operations, shapes = describe()
    context = {"operations": operations, "shapes": shapes, "site_url": settings.SITE_URL}
    return render(request, "qa/api/docs.html", context)


@cache
def describe() -> tuple[list[Operation], list[Shape]]:
    """Return the operations and the objects of the schema, in its order."""
    schema = api.get_openapi_schema()
    operations = [
        read_operation(method, path, found)
        for path, methods in schema["paths"].items()
        for method, found in methods.items()
    ]
    shapes = [
        Shape(name_shape(name), tell(one), read_fields(one))
        for name, one in sorted(schema["components"]["schemas"].items())
    ]
    return operations, shapes


def read_operation(method: str, path: str, found: dict[str, Any]) -> Operation:
    parameters = [
        Field(one["name"], name_kind(one["schema"]), tell(one), one["required"])
        for one in found["parameters"]
    ]
    body = found.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answers = found["responses"]
    answer = next(answers[code] for code in (200, 201) if code in answers)
    return Operation(
        method.upper(),
        path,
        tell(found),
        {} not in found.get("security", []),
        parameters,
        name_kind(body),
        name_kind(answer["content"]["application/json"]["schema"]),
    )


def read_fields(shape: dict[str, Any]) -> list[Field]:
    needed = set(shape.get("required", []))
    return [
        Field(name, name_kind(one), tell(one), name in needed)
        for name, one in shape.get("properties", {}).items()
    ]


def name_shape(name: str) -> str:
    """Return the name of an object; Listing_Tag_ is how the schema spells Listing[Tag]."""
    return name.replace("Listing_", "Listing[").removesuffix("_") + "]" * name.startswith("Listing_")


def tell(described: dict[str, Any]) -> str:
    """Return what the schema says of something, without the marks of code in it."""
    return str(described.get("description", "")).replace("`", "")


def name_kind(schema: dict[str, Any]) -> str:
    """Return what a value is, in a few words."""
    if "$ref" in schema:
        return name_shape(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(name_kind(one) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"[{name_kind(schema['items'])}]"
    return str(schema.get("format") or schema.get("type") or "")
