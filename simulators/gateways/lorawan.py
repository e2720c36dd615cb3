"""LoRaWAN devices, whichever network server hears them."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from simulators.sensors import Sampled


@dataclass(frozen=True, slots=True)
class LorawanDevice:
    """A LoRaWAN device as its network server knows it.

    Attributes:
        dev_eui: sixteen lower-case hexadecimal digits.
        name: what people called it in the network server.
        profile: its model, as the device profile calls it.
        fields: canonical quantity → name in the object that its codec returns.
    """

    dev_eui: str
    name: str
    profile: str
    fields: Mapping[str, str]


def frame(sampled: Sampled) -> bytes:
    """Return the frame as small devices pack it: each value as a signed 16-bit number of hundredths.

    >>> frame(Sampled("7e51a80000000101", 0.0, (("soil_moisture_pct", 31.25),))).hex()
    '0c35'
    """
    hundredths = [min(max(round(value * 100), -32_768), 32_767) for _, value in sampled.values]
    return struct.pack(f">{len(hundredths)}h", *hundredths)
