"""How large a request may be: one that is larger is told so, in a document that reaches its sender."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Problem, answer

MAX_BODY_BYTES = 1 << 20
"""As much as a message over MQTT may have, and more than any command needs."""

_DRAINED_BYTES = 64 << 20
"""Most programs read the answer only when they have sent everything, and lose it where the connection ends
before that. So the rest is read and thrown away, up to here; who sends more than this is no honest sender."""


class BodyLimit:
    """Refuses requests that are larger than *most_bytes*, whether or not they say so beforehand.

    Args:
        app: what comes next.
        most_bytes: how large a request may be.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app = app
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._most_bytes:
            if headers.get("expect", "").lower() != "100-continue":  # else it waits for an answer first
                await _drain(receive)
            refused = Problem(413, f"{self._expected}, this one announces {length[:20]}")
            await answer(Request(scope), refused)(scope, receive, send)
            return
        await self._app(scope, self._limited(receive), send)

    def _limited(self, receive: Receive) -> Receive:
        """Return *receive*, which refuses to hand on more than may come."""
        seen_bytes = 0

        async def limited() -> Message:
            nonlocal seen_bytes
            message = await receive()
            seen_bytes += len(message.get("body", b""))
            if seen_bytes > self._most_bytes:
                if message.get("more_body", False):
                    await _drain(receive)
                raise HTTPException(413, f"{self._expected}, this one has more")
            return message

        return limited

    @property
    def _expected(self) -> str:
        return f"a request may carry {self._most_bytes:,} bytes"


async def _drain(receive: Receive) -> None:
    """Read what is still to come, and forget it."""
    left_bytes = _DRAINED_BYTES
    while left_bytes > 0:
        message = await receive()
        left_bytes -= len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
