"""ChirpStack's events as protobuf, which it publishes on the same topics when ``json`` is switched off.

They become the objects that ChirpStack v4.0 would have published as JSON: fields that are 0 are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from chirpstack_api import integration  # type: ignore[import-untyped]  # it ships no types
from google.protobuf import json_format  # type: ignore[import-untyped]  # it ships no types
from google.protobuf.message import DecodeError as Unreadable  # type: ignore[import-untyped]  # likewise
from google.protobuf.struct_pb2 import ListValue, Struct  # type: ignore[import-untyped]  # likewise

from ingest.errors import DecodeError

_EVENTS: MappingProxyType[str, Callable[[], Any]] = MappingProxyType(
    {
        "up": integration.UplinkEvent,
        "status": integration.StatusEvent,
        "join": integration.JoinEvent,
        "ack": integration.AckEvent,
        "txack": integration.TxAckEvent,
        "log": integration.LogEvent,
        "location": integration.LocationEvent,
    }
)


def event_in(kind: str, payload: bytes) -> dict[str, Any]:
    """Return the event of *kind* in *payload*; raises DecodeError where there is none."""
    event = _EVENTS.get(kind, integration.UplinkEvent)()
    try:
        event.ParseFromString(payload)
        return _fields(event)
    except (Unreadable, json_format.Error, ValueError, OverflowError, RecursionError) as error:
        raise DecodeError("payload", payload[:40], "an event of ChirpStack in JSON or protobuf") from error


def _fields(event: Any) -> dict[str, Any]:  # noqa: ANN401 - one of seven messages
    """Return *event* as JSON has it. The object is taken apart by hand: JSON has no word for its NaN."""
    measured = None
    if "object" in event.DESCRIPTOR.fields_by_name and event.HasField("object"):
        measured = _struct(event.object)
        event.ClearField("object")
    fields: dict[str, Any] = json_format.MessageToDict(event)
    if measured is not None:
        fields["object"] = measured
    return fields


def _struct(struct: Any) -> dict[str, Any]:  # noqa: ANN401 - protobuf has no types here
    """Return an object in the order of its names: protobuf has them in another one in every process."""
    return {name: _value(struct.fields[name]) for name in sorted(struct.fields)}


def _value(value: Any) -> Any:  # noqa: ANN401 - whatever a codec wrote
    kind = value.WhichOneof("kind")
    content = None if kind in (None, "null_value") else getattr(value, kind)
    if isinstance(content, Struct):
        return _struct(content)
    if isinstance(content, ListValue):
        return [_value(item) for item in content.values]
    return content
