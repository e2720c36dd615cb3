"""Sparkplug B's payload as its published schema describes it, read by Google's library."""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2  # type: ignore[import-untyped]  # no stubs
from google.protobuf.descriptor_pool import DescriptorPool  # type: ignore[import-untyped]  # no stubs
from google.protobuf.message_factory import GetMessageClass  # type: ignore[import-untyped]  # no stubs

Field = descriptor_pb2.FieldDescriptorProto

_SCHEMA = {
    "Payload": [("timestamp", 1, "UINT64"), ("metrics", 2, "*Metric"), ("seq", 3, "UINT64")],
    "Metric": [
        ("name", 1, "STRING"),
        ("alias", 2, "UINT64"),
        ("timestamp", 3, "UINT64"),
        ("datatype", 4, "UINT32"),
        ("is_historical", 5, "BOOL"),
        ("is_null", 7, "BOOL"),
        ("properties", 9, "PropertySet"),
        ("long_value", 11, "UINT64"),
        ("float_value", 12, "FLOAT"),
        ("boolean_value", 14, "BOOL"),
    ],
    "PropertySet": [("keys", 1, "*STRING"), ("values", 2, "*PropertyValue")],
    "PropertyValue": [("type", 1, "UINT32"), ("string_value", 8, "STRING")],
}


def _pool() -> DescriptorPool:
    file = descriptor_pb2.FileDescriptorProto(name="sparkplug.proto", package="sparkplug", syntax="proto2")
    for name, fields in _SCHEMA.items():
        message = file.message_type.add(name=name)
        for field, number, kind in fields:
            bare = kind.lstrip("*")
            described = message.field.add(name=field, number=number)
            described.label = Field.LABEL_REPEATED if kind.startswith("*") else Field.LABEL_OPTIONAL
            if bare in _SCHEMA:
                described.type, described.type_name = Field.TYPE_MESSAGE, f".sparkplug.{bare}"
            else:
                described.type = Field.Type.Value(f"TYPE_{bare}")
    pool = DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return pool


_PAYLOAD = GetMessageClass(_pool().FindMessageTypeByName("sparkplug.Payload"))


def read(payload: bytes) -> Any:  # noqa: ANN401 - a message class that is made at run time
    """Return a payload's fields."""
    message = _PAYLOAD()
    message.ParseFromString(payload)
    return message
