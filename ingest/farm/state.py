"""What people have said of a farm, and what of it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.assess import InForce
from ingest.calibrations import History as Calibrated
from ingest.calibrations import Key
from ingest.installations import History
from ingest.known import Meaning
from ingest.place import Device, Gateway, Place, Site

FieldKey = tuple[str, str]
"""A model and the path of one of its fields."""


@dataclass(frozen=True, slots=True)
class FarmState:
    """A farm as it is known: everything by id, histories by what they are of."""

    sites: Mapping[str, Site]
    places: Mapping[str, Place]
    gateways: Mapping[str, Gateway]
    devices: Mapping[str, Device]
    installations: Mapping[str, History]
    calibrations: InForce
    meanings: Mapping[FieldKey, Meaning]


@dataclass(frozen=True, slots=True)
class FarmChanges:
    """What is new or different; whole histories where anything in them is."""

    sites: dict[str, Site] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    gateways: dict[str, Gateway] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    installations: dict[str, History] = field(default_factory=dict)
    calibrations: dict[Key, Calibrated] = field(default_factory=dict)
    meanings: dict[FieldKey, Meaning] = field(default_factory=dict)
