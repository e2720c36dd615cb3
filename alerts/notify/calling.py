"""What a message says to the person that it calls: who did not answer, whose turn it is, how to answer."""

from __future__ import annotations

from alerts.alert import AlertState, EventKind
from alerts.notify.findings import Finding
from alerts.notify.fitting import Part, Sentence, Worth
from alerts.notify.gsm7 import plain_name, shorten
from alerts.notify.wording import listed

REPLY = "Reply 1=I go 2=pass"
"""How a text message is answered: see ``alerts.reply``."""

_NAME_CHARACTERS = 12
_MOST_NAMES = 3
_NOT_ANSWERABLE = frozenset(
    {EventKind.ACKNOWLEDGED, EventKind.RESOLVED, EventKind.WITHDRAWN, EventKind.FOUND_LATE, EventKind.CLOSED}
)


def turn(finding: Finding) -> list[Sentence]:
    """Say who was called before, and which of how many this person is; nothing at the first call."""
    its_turn = finding.context.audience.turn
    if finding.kind is not EventKind.CALLED or its_turn is None:
        return []
    names = [shorten(plain_name(name, "Somebody"), _NAME_CHARACTERS) for name in its_turn.unanswered]
    said = []
    if names:
        who = listed(names) if len(names) <= _MOST_NAMES else f"{len(names)} people"
        have = "has" if len(names) == 1 else "have"
        said.append(Part(f"{who} {have} not answered", Worth.COST))
    if its_turn.of > 1:
        said.append(Part(f"you are {its_turn.position} of {its_turn.of}", Worth.SPAN))
    return [tuple(said)]


def reply(finding: Finding) -> list[Sentence]:
    """Say how to answer, to somebody whose answer reaches us, while an answer is wanted."""
    wanted = finding.alert.state is AlertState.OPEN and finding.kind not in _NOT_ANSWERABLE
    if not wanted or not finding.context.audience.can_reply:
        return []
    return [(Part(REPLY, Worth.CORE),)]
