"""The page that describes the HTTP interface, made from OpenAPI; needs no script and nothing from elsewhere.

The usual documentation pages load their scripts from the internet, which a packhouse may not have and our
content security policy does not allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")


def docs_page(openapi: Mapping[str, Any]) -> str:
    """Return the page for an OpenAPI description."""
    info = openapi["info"]
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width, initial-scale=1'>",
        f"<title>{escape(info['title'])}: HTTP interface</title>",
        "<link rel=stylesheet href=/docs/style.css>",
        f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>",
        f"<p>{escape(info.get('description', ''))}</p>",
        "<p>For programs: <a href=/openapi.json>openapi.json</a></p>",
        *_operations(openapi),
        "<h2>Types</h2>",
        *_types(openapi),
        "</html>",
    ]
    return "\n".join(parts)


def _operations(openapi: Mapping[str, Any]) -> Iterator[str]:
    for path, item in openapi["paths"].items():
        for method in _METHODS:
            if method in item:
                yield from _operation(path, method, item[method])


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"<h2><b>{method.upper()}</b> <code>{escape(path)}</code></h2>"
    yield f"<p>{escape(operation.get('description') or operation.get('summary', ''))}</p>"
    parameters = operation.get("parameters", ())
    if parameters:
        yield "<table><tr><th>Parameter<th>Where<th>Type<th>Needed</tr>"
        for parameter in parameters:
            needed = "yes" if parameter.get("required") else "no"
            name, place = escape(parameter["name"]), escape(parameter["in"])
            kind = _type(parameter.get("schema", {}))
            yield f"<tr><td><code>{name}</code><td>{place}<td>{kind}<td>{needed}</tr>"
        yield "</table>"
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        yield f"<p>Takes {_type(body)}</p>"
    for status, answer in operation.get("responses", {}).items():
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        if status.startswith("2") and schema:
            yield f"<p>Answers {escape(status)}: {_type(schema)}</p>"


def _types(openapi: Mapping[str, Any]) -> Iterator[str]:
    for name, schema in sorted(openapi.get("components", {}).get("schemas", {}).items()):
        yield f"<h3 id='{escape(name)}'>{escape(name)}</h3><p>{escape(schema.get('description', ''))}</p>"
        fields = schema.get("properties", {})
        if fields:
            required = set(schema.get("required", ()))
            yield "<table><tr><th>Field<th>Type<th>Needed</tr>"
            for field, kind in fields.items():
                needed = "yes" if field in required else "no"
                yield f"<tr><td><code>{escape(field)}</code><td>{_type(kind)}<td>{needed}</tr>"
            yield "</table>"


def _type(schema: Mapping[str, Any]) -> str:
    """Return a schema in a few words, linked where it has a name."""
    if "$ref" in schema:
        name = escape(str(schema["$ref"]).rpartition("/")[2])
        return f"<a href='#{name}'>{name}</a>"
    if "anyOf" in schema:
        return " or ".join(_type(choice) for choice in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if "enum" in schema:
        return " or ".join(f"<code>{escape(str(choice))}</code>" for choice in schema["enum"])
    kind = str(schema.get("type", "anything"))
    return escape(f"{kind} ({schema['format']})" if "format" in schema else kind)


STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem;
  color: #1d2622; background: #fbfcfa }
h1, h2, h3 { line-height: 1.2 }
h2 { border-top: 1px solid #c8d2cb; padding-top: 1rem; font-size: 1.1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .2rem .6rem .2rem 0; vertical-align: top;
  border-bottom: 1px solid #e2e8e3 }
a { color: #14613f }
@media (prefers-color-scheme: dark) { body { color: #e6ece8; background: #131917 } a { color: #7fd0a5 }
  th, td, h2 { border-color: #33403a } }
"""
