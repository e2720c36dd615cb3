"""What every wire type is: frozen, and strict about what callers send.

Names carry their unit (``age_s``, ``trend_per_h``); instants are RFC 3339 in UTC, shown to people in the
time zone of their site. The modules of this folder hold the only types that travel over HTTP.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """What the service says."""

    model_config = ConfigDict(frozen=True)


class Command(BaseModel):
    """What a caller asks for; a field that is not known is refused, so that no typing mistake is lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")
