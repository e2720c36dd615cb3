"""Hardware addresses, however they are written: one device has one identity through every gateway.

The one place where they are read. Digits come in pairs, with or without a sign between them.
"""

from __future__ import annotations

import re

_MAC = re.compile(r"[0-9a-f]{2}(?:[:\- ]?[0-9a-f]{2}){5}", re.ASCII | re.IGNORECASE)
_EUI = re.compile(r"[0-9a-f]{2}(?:[:\- ]?[0-9a-f]{2}){7}", re.ASCII | re.IGNORECASE)
_BETWEEN = str.maketrans("", "", ":- ")


def mac_of(text: object) -> str:
    """Return a MAC address as twelve lower-case digits; empty where *text* is none.

    >>> mac_of("E3:75:CF:37:4E:23"), mac_of("e375cf374e23"), mac_of("F3:52:85"), mac_of(None)
    ('e375cf374e23', 'e375cf374e23', '', '')
    """
    return _digits(text, _MAC)


def eui_of(text: object) -> str:
    """Return an EUI-64, such as a DevEUI, as sixteen lower-case digits; empty where *text* is none.

    >>> eui_of("00-04-A3-0B-00-1C-05-30"), eui_of("A84041AB12345678"), eui_of("probe-7")
    ('0004a30b001c0530', 'a84041ab12345678', '')
    """
    return _digits(text, _EUI)


def ieee_of(text: object) -> str:
    """Return a Zigbee address as ``0x`` and sixteen lower-case digits; empty where *text* is none.

    >>> ieee_of("0x00158D0001D82999"), ieee_of("00:15:8d:00:01:d8:29:99"), ieee_of("kitchen")
    ('0x00158d0001d82999', '0x00158d0001d82999', '')
    """
    digits = eui_of(text.removeprefix("0x") if isinstance(text, str) else text)
    return digits and f"0x{digits}"


def _digits(text: object, written: re.Pattern[str]) -> str:
    if not isinstance(text, str) or written.fullmatch(text) is None:
        return ""
    return text.translate(_BETWEEN).lower()
