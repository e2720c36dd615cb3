"""Hardware addresses, however they are written: one device has one identity through every gateway."""

from __future__ import annotations

import re

_MAC = re.compile(r"[0-9a-fA-F]{2}(?:[:\-]?[0-9a-fA-F]{2}){5}", re.ASCII)
_IEEE = re.compile(r"(?:0x)?([0-9a-fA-F]{16})", re.ASCII)


def mac_of(text: object) -> str:
    """Return a MAC address as twelve lower-case digits; empty where *text* is none.

    >>> mac_of("E3:75:CF:37:4E:23"), mac_of("e375cf374e23"), mac_of("F3:52:85"), mac_of(None)
    ('e375cf374e23', 'e375cf374e23', '', '')
    """
    if not isinstance(text, str) or _MAC.fullmatch(text) is None:
        return ""
    return text.replace(":", "").replace("-", "").lower()


def ieee_of(text: object) -> str:
    """Return a Zigbee address as ``0x`` and sixteen lower-case digits; empty where *text* is none.

    >>> ieee_of("0x00158D0001D82999"), ieee_of("kitchen")
    ('0x00158d0001d82999', '')
    """
    found = _IEEE.fullmatch(text) if isinstance(text, str) else None
    return "" if found is None else f"0x{found[1].lower()}"
