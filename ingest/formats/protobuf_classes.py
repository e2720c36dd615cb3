"""Classes of the Protobuf library for messages that a ``Schema`` describes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory  # type: ignore[import-untyped]  # the library has no stubs of its own
from google.protobuf.message import DecodeError as NotProtobuf  # type: ignore[import-untyped]  # likewise

from ingest.errors import DecodeError

_FIELD = descriptor_pb2.FieldDescriptorProto
_SCALARS = MappingProxyType(
    {
        "bool": _FIELD.TYPE_BOOL,
        "bytes": _FIELD.TYPE_BYTES,
        "double": _FIELD.TYPE_DOUBLE,
        "float": _FIELD.TYPE_FLOAT,
        "int32": _FIELD.TYPE_INT32,
        "sint32": _FIELD.TYPE_SINT32,
        "uint32": _FIELD.TYPE_UINT32,
        "uint64": _FIELD.TYPE_UINT64,
    }
)
_REPEATED = "repeated "
_SHOWN_BYTES = 40


def message_classes(package: str, messages: Mapping[str, Mapping[str, tuple[int, str]]]) -> dict[str, Any]:
    r"""Return a class per message of *messages*, described as in a ``Schema``.

    >>> classes = message_classes("example", {"Point": {"x": (1, "sint32"), "tags": (2, "repeated bytes")}})
    >>> classes["Point"](x=-3).SerializeToString()
    b'\x08\x05'
    """
    file = descriptor_pb2.FileDescriptorProto(name=f"{package}.proto", package=package, syntax="proto2")
    for name, fields in messages.items():
        described = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            _describe(described.field.add(name=field, number=number), kind, package)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{package}.{name}"))
        for name in messages
    }


def _describe(field: Any, kind: str, package: str) -> None:  # noqa: ANN401 - the library's classes have no types
    is_repeated = kind.startswith(_REPEATED)
    kind = kind.removeprefix(_REPEATED)
    field.label = _FIELD.LABEL_REPEATED if is_repeated else _FIELD.LABEL_OPTIONAL
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
    else:
        field.type = _FIELD.TYPE_MESSAGE
        field.type_name = f".{package}.{kind}"


def parse(kind: Any, payload: bytes, expected: str) -> Any:  # noqa: ANN401 - the library's classes have no types
    """Return *payload* as a message of class *kind*; *expected* says in words what it should be."""
    try:
        return kind.FromString(payload)
    except NotProtobuf as error:
        raise DecodeError("payload", payload[:_SHOWN_BYTES], expected) from error
