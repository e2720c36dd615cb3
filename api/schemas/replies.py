"""Replies of people to messages, as gateways deliver them."""

from __future__ import annotations

from alerts.reply import Meaning
from api.schemas.base import Answer


class ReplyAnswer(Answer):
    """What became of a reply.

    ``text`` is what may be sent back to the person; ``alert`` is None where nothing was open for them.
    """

    meaning: Meaning
    person: str
    alert: str | None
    text: str
