"""What a message says, or why it says nothing (yet): found out by topic and payload alone.

Pure: the answer depends on the message, on when it came and on what is known, so that another process may
find it out. What it means for the readings of its device is decided where all messages come together.
"""

from __future__ import annotations

import msgspec

from ingest.errors import DecodeError, NotYetDecodable
from ingest.formats.wire_format import Format
from ingest.known import Known
from ingest.message import Message
from ingest.reading import Reason
from ingest.recognition import Recogniser
from ingest.report import Awaited, Report

_TIMES_LARGER = 16
"""A bridge tells all of its devices in one message: some 8 kB for each of several hundred."""


class DecoderFailed(Exception):
    """A decoder raised what it must not: a mistake in Coldframe, which is its cause; *format* is whose."""

    def __init__(self, format_name: str) -> None:
        self.format = format_name
        super().__init__(f"the decoder of {format_name} failed")


class Problem(msgspec.Struct, frozen=True, gc=False):
    """Why nobody can tell what a message says.

    Attributes:
        reason: what kind of problem.
        detail: what was seen and what was expected, in a sentence.
        awaited: what would solve it; None: nothing.
    """

    reason: Reason
    detail: str
    awaited: Awaited | None = None


class Decoded(msgspec.Struct, frozen=True, gc=False):
    """What a message says.

    Attributes:
        format: the name of its wire format; empty: no format is known for it.
        report: what is in it; None where there is a *problem*, and where the broker had kept it and it
            tells nothing that lasts: then nobody looked.
        problem: why there is no report.
        asked: the scopes of announced facts that all of this depends on, as far as somebody noted them.
    """

    format: str = ""
    report: Report | None = None
    problem: Problem | None = None
    asked: tuple[str, ...] = ()


class Decoding:
    """Recognises messages and decodes them; remembers nothing.

    Args:
        recogniser: finds the format of a message.
        max_payload_bytes: a larger payload is not looked into.
    """

    def __init__(self, recogniser: Recogniser, max_payload_bytes: int) -> None:
        self._recogniser = recogniser
        self._max_payload_bytes = max_payload_bytes

    def of(self, message: Message, received_at_ms: int, known: Known) -> Decoded:
        """Return what *message* says by what is *known*; raises DecoderFailed."""
        form = self._recogniser.format_of(message, known)
        is_telling = form is not None and form.announces(message.topic)
        if message.retain and not is_telling:
            return Decoded()  # what was last known is not what was measured now
        most_bytes = self._max_payload_bytes * (_TIMES_LARGER if is_telling else 1)
        if len(message.payload) > most_bytes:
            detail = f"expected at most {most_bytes:,} bytes, saw {len(message.payload):,}"
            return Decoded(problem=Problem(Reason.TOO_LARGE, detail))
        if form is None:
            detail = "no format that Coldframe understands has such a topic, nor a payload of this shape"
            return Decoded(problem=Problem(Reason.UNKNOWN_TOPIC, detail))
        return _read(form, message, received_at_ms, known)


def _read(form: Format, message: Message, received_at_ms: int, known: Known) -> Decoded:
    awaited = None
    try:
        return Decoded(form.name, form.decode(message.topic, message.payload, received_at_ms, known))
    except DecodeError as error:
        if isinstance(error, NotYetDecodable):
            awaited = Awaited(error.scope, str(error), error.topic, error.payload)
        return Decoded(form.name, problem=Problem(Reason.NOT_DECODABLE, f"as {form.name}: {error}", awaited))
    except Exception as error:
        raise DecoderFailed(form.name) from error
