"""Sparkplug's topics: ``spBv1.0/{group}/{type}/{node}[/{device}]``, and who is named by them."""

from __future__ import annotations

from typing import NamedTuple

from ingest.errors import DecodeError
from ingest.formats.json_text import identity

NAMESPACE = "spBv1.0"
STATE = "STATE"
_NODE_TYPES = frozenset({"NBIRTH", "NDEATH", "NDATA", "NCMD"})
_DEVICE_TYPES = frozenset({"DBIRTH", "DDEATH", "DDATA", "DCMD"})
_NODE_LEVELS = 4
_ESCAPES = str.maketrans({"%": "%25", ":": "%3A", "~": "%7E"})


class Address(NamedTuple):
    """Who a message is about, and what kind of message it is; *device* is empty for the node itself."""

    group: str
    type: str
    node: str
    device: str

    @property
    def scope(self) -> str:
        """Whose facts a birth tells; aliases are unique per edge node."""
        return f"sparkplug:{self.group}/{self.node}"

    @property
    def gateway(self) -> str:
        """The edge node's identity."""
        return _joined(self.group, self.node)

    @property
    def identity(self) -> str:
        """The identity of the device, or of the node where it measures itself."""
        return _joined(self.group, self.node, self.device) if self.device else self.gateway

    @property
    def command_topic(self) -> str:
        """Where the edge node takes commands."""
        return f"{NAMESPACE}/{self.group}/NCMD/{self.node}"


def address(topic: str) -> Address:
    """Return who *topic* names; raises DecodeError where it is not one of Sparkplug's.

    >>> address("spBv1.0/farm/DDATA/edge 1/probe").identity
    'farm:edge 1:probe'
    """
    levels = topic.split("/")
    if levels[1:2] == [STATE]:
        return Address("", STATE, "", "")
    if len(levels) == _NODE_LEVELS and levels[2] in _NODE_TYPES:
        group, kind, node = levels[1:]
        return Address(identity("topic", group), kind, identity("topic", node), "")
    if len(levels) == _NODE_LEVELS + 1 and levels[2] in _DEVICE_TYPES:
        group, kind, node, device = levels[1:]
        return Address(identity("topic", group), kind, identity("topic", node), identity("topic", device))
    raise DecodeError("topic", topic, f"{NAMESPACE}/group/type/node, and /device for a D… type")


def _joined(*names: str) -> str:
    """Join Sparkplug's names to one that can stand in an address: with ":" for "/", which they may hold."""
    return ":".join(name.translate(_ESCAPES) for name in names)
