"""The errors of alerts; each says what its catcher may do now.

AlertsError
├── UnknownAlert, UnknownLot, UnknownPerson, UnknownPhoto, UnknownPlace, UnknownProduct,
│   UnknownShipment, UnknownSilence   say so, change nothing
├── NotAllowedNow        the thing is not in a state for this: say which state it is in, change nothing
├── InvalidCommand       it cannot be meant like this: names field, value and reason, change nothing
├── LinkRefused          a link is good for nothing (any more): say why, change nothing
├── InvalidProduct       a product or recipe is wrong: names file, field, value and reason of every mistake
└── ChannelError         a message did not get out
    ├── ChannelBusy      not now: retry later
    └── ChannelBroken    never like this (address, rights): stop trying, tell the operator
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.counted import counted


class AlertsError(Exception):
    """Anything that alerts can tell its caller."""


class UnknownAlert(AlertsError):
    """There is no alert with this id."""


class UnknownLot(AlertsError):
    """There is no lot with this id."""


class UnknownPhoto(AlertsError):
    """There is no photo with this number at this alert."""


class UnknownPlace(AlertsError):
    """There is no place with this id."""


class UnknownProduct(AlertsError):
    """There is no product with this id."""


class UnknownShipment(AlertsError):
    """There is no shipment with this id."""


class UnknownSilence(AlertsError):
    """There is no silence with this id."""


class NotAllowedNow(AlertsError):
    """The thing is in a state that does not allow what was asked."""


class InvalidCommand(AlertsError):
    """What was asked cannot be meant like this; the text names field, value and reason."""


class LinkRefused(AlertsError):
    """A link is not ours, was used, or has expired."""


class UnknownPerson(AlertsError):
    """Nobody on duty is called so, or replies from there."""


class InvalidProduct(AlertsError):
    """A product or recipe with mistakes; each names where it stands, field, value and reason."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        lines = "".join(f"\n  {mistake}" for mistake in mistakes)
        super().__init__(f"{counted(len(mistakes), 'mistake')}{lines}")
        self.mistakes = tuple(mistakes)


class ChannelError(AlertsError):
    """A message did not get out."""


class ChannelBusy(ChannelError):
    """A message did not get out now; the same call may succeed later."""


class ChannelBroken(ChannelError):
    """A message will never get out through this channel as it is configured."""
