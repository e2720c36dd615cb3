"""What pydantic expected of a value, and what it saw, in words for whoever wrote the value.

Configuration files, product files and requests over HTTP tell their mistakes in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from pydantic_core import ErrorDetails

Mistake: TypeAlias = ErrorDetails
"""One of ``ValidationError.errors()``."""

UNKNOWN = ("unknown_key", "extra_forbidden")
"""The types of a mistake that says: there is no field of this name."""

_WORDS = MappingProxyType(
    {
        "missing": "a value, because there is no default",
        "extra_forbidden": "no field of this name",
        "json_invalid": "JSON ({error})",
        "greater_than": "a number above {gt}",
        "greater_than_equal": "a number of at least {ge}",
        "less_than": "a number below {lt}",
        "less_than_equal": "a number of at most {le}",
        "string_too_short": "a text of length {min_length} or more",
        "string_too_long": "a text of length {max_length} or less",
        "string_pattern_mismatch": "a text that matches {pattern}",
        "too_short": "a list of at least {min_length}",
        "too_long": "a list of at most {max_length}",
        "string_type": "a text",
        "int_type": "a whole number",
        "int_parsing": "a whole number",
        "int_from_float": "a whole number",
        "float_type": "a number",
        "float_parsing": "a number",
        "bool_type": "true or false",
        "bool_parsing": "true or false",
        "model_type": "a table",
        "model_attributes_type": "a table",
        "dict_type": "a table",
        "tuple_type": "a list",
        "list_type": "a list",
        "path_type": "a path",
    }
)
_SECRET_WORDS = ("password", "secret", "token", "url")
_SHOWN_URLS = (["mqtt", "url"], ["store", "url"])
_LONGEST_SHOWN = 240  # a path is of use only as a whole
_USER_IN_URL = re.compile(r"//[^/@]*@")


def sentence(mistake: Mistake, nothing_there: str = "there is no such setting") -> str:
    """Return *mistake* as one sentence: where, what was seen, what was expected.

    A value that may be secret is not shown, nor that of an unknown key, a secret perhaps under a wrong name.

    Args:
        mistake: what pydantic found.
        nothing_there: what is said of a key that is not known.
    """
    path = ".".join(str(part) for part in mistake["loc"] if part != "[key]") or "the file"
    if mistake["type"] in UNKNOWN:
        return f"{path}: {nothing_there}"
    return f"{path}: saw {_seen(mistake)}, expected {expectation(mistake)}"


def expectation(mistake: Mistake) -> str:
    """Return what was expected."""
    context = mistake.get("ctx", {})
    if "expected" in context:
        return str(context["expected"])
    if mistake["type"] == "value_error":
        return str(context["error"]).removeprefix("expected ")
    if mistake["type"] in _WORDS:
        return _WORDS[mistake["type"]].format_map(context)
    return mistake["msg"].removeprefix("Input should be ").removeprefix("expected ")


def _seen(mistake: Mistake) -> str:
    seen = mistake["input"]
    if mistake["type"] == "missing" or seen is None:
        return "nothing"
    if isinstance(seen, Mapping):
        return "a table"
    if isinstance(seen, list | tuple):
        return f"a list of {len(seen)}"
    if isinstance(seen, bool | date):
        return str(seen).lower()
    names = [part for part in mistake["loc"] if isinstance(part, str)]
    name = names[-1] if names else ""
    is_secret = not name.endswith("_file") and any(word in name for word in _SECRET_WORDS)
    if is_secret and names not in _SHOWN_URLS:
        return "a value that is not shown"
    shown = _USER_IN_URL.sub("//…@", repr(seen))
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 1]}…"
