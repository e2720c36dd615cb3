"""Which device hung where, and with it its probes."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from itertools import chain

from ingest.place import Installation
from ingest.reading import device_of

ALWAYS_MS = 0
"""Since when a device hangs where somebody said it without saying since when."""

History = tuple[Installation, ...]


class Hangings:
    """What was said of where devices hang, and with it where their probes do; may be asked from any thread.

    A probe of which nobody said it hangs where its device does. Everything at once, by device and start, is
    put together when somebody asks for it; what is asked of one device costs the same however many there are.

    Args:
        said: what people or the configuration have said, that of each device in the order of time.
        probes_of: answers which probes of a device are known.
    """

    def __init__(self, said: Iterable[Installation], probes_of: Callable[[str], Collection[str]]) -> None:
        self._lock = threading.Lock()
        self._probes_of = probes_of
        found: defaultdict[str, list[Installation]] = defaultdict(list)
        for one in said:
            found[one.device_id].append(one)
        self._said: dict[str, History] = {name: tuple(history) for name, history in found.items()}
        self._all: History | None = None
        self._hanging: frozenset[str] | None = None

    def said(self) -> History:
        """Return the installations that were said, by device and start."""
        with self._lock:
            return tuple(chain.from_iterable(self._said[name] for name in sorted(self._said)))

    def said_of(self, device_id: str) -> History:
        """Return those that were said of one device."""
        return self._said.get(device_id, ())

    def of(self, device_id: str) -> History:
        """Return the history of one device, be it its own or that of the device whose probe it is."""
        own = self._said.get(device_id)
        return self._inherited(device_id) if own is None else own

    def all(self) -> History:
        """Return every installation there is and was, by device and start; probes have their device's."""
        with self._lock:
            if self._all is None:
                self._all = tuple(self._together())
            return self._all

    def hanging(self) -> frozenset[str]:
        """Return the devices and probes that hang somewhere for all that is known."""
        installed = self.all()
        with self._lock:
            if self._hanging is None:
                self._hanging = frozenset(one.device_id for one in installed if one.end_ms is None)
            return self._hanging

    def inherits(self, device_id: str) -> bool:
        """Tell whether a probe hangs somewhere only because its device does."""
        return device_id not in self._said and bool(self._inherited(device_id))

    def say(self, histories: Mapping[str, History]) -> None:
        """Take over the whole histories of some devices."""
        with self._lock:
            for device_id, history in histories.items():
                if history:
                    self._said[device_id] = history
                else:
                    self._said.pop(device_id, None)
        self.look_again()

    def look_again(self) -> None:
        """Note that other probes are known now."""
        with self._lock:
            self._all = self._hanging = None

    def _together(self) -> Iterable[Installation]:
        probes = {probe for name in self._said for probe in self._probes_of(name)}
        for name in sorted(self._said.keys() | probes):
            yield from self.of(name)

    def _inherited(self, device_id: str) -> History:
        device = device_of(device_id)
        history = self._said.get(device, ()) if device != device_id else ()
        return tuple(replace(one, device_id=device_id) for one in history)
