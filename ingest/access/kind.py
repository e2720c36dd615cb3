"""The kinds of gateways: where each publishes, and what has to be typed into it; a file each in ``kinds``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template
from types import MappingProxyType

import msgspec

_FOLDER = Path(__file__).parent / "kinds"
_NAME_MARK = "${name}"


class Kind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of gateways; ``${name}`` stands for the gateway's name.

    Attributes:
        name: the name of its file.
        title: what people call it.
        publish: topic filters under which it publishes.
        subscribe: topic filters that it listens to, for commands and the like.
        shared: its topics do not tell gateways apart, so that each may publish under all of them.
        needs_mqtt_5: it cannot speak MQTT 3.1.1.
        settings: what has to be typed into it, besides what every gateway asks for.
    """

    name: str
    title: str
    publish: tuple[str, ...] = ()
    subscribe: tuple[str, ...] = ()
    shared: bool = False
    needs_mqtt_5: bool = False
    settings: str


def filled(text: str, name: str) -> str:
    """Return a topic filter of a kind for the gateway called *name*.

    >>> filled("tele/${name}/#", "pump-house")
    'tele/pump-house/#'
    """
    return Template(text).substitute(name=name)


def reserved_names(listened_to: Iterable[str] = ()) -> frozenset[str]:
    """Return the words, in lower case, with which topics begin: of some kind, or that are *listened_to*."""
    ours = (topic for kind in KINDS.values() for topic in (*kind.publish, *kind.subscribe))
    heads = (topic.lstrip("/").split("/")[0] for topic in (*ours, *listened_to))
    return frozenset(head.casefold() for head in heads if head not in (_NAME_MARK, "+", "#"))


def _load() -> Mapping[str, Kind]:
    found = {}
    for file in sorted(_FOLDER.glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        found[file.stem] = msgspec.convert({**content, "name": file.stem}, Kind)
    return MappingProxyType(found)


KINDS = _load()
"""Every kind by its name."""
