"""What every wire type is: frozen, and strict about what callers send.

Names carry their unit (``age_s``, ``trend_per_h``); instants are RFC 3339 in UTC, shown to people in the
time zone of their site. The modules of this folder hold the only types that travel over HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pydantic import BaseModel, ConfigDict

_AT_ONCE = 100
"""How many answers of a long list are in memory at a time."""


class Answer(BaseModel):
    """What the service says."""

    model_config = ConfigDict(frozen=True)


class Command(BaseModel):
    """What a caller asks for; a field that is not known is refused, so that no typing mistake is lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def json_list(answers: Iterable[Answer]) -> Iterator[str]:
    """Yield a list of *answers* as JSON, piece by piece.

    >>> "".join(json_list([Answer(), Answer()]))
    '[{},{}]'
    """
    remaining = iter(answers)
    before = "["
    while some := list(islice(remaining, _AT_ONCE)):
        yield before + ",".join(one.model_dump_json(by_alias=True) for one in some)
        before = ","
    yield "[]" if before == "[" else "]"
