"""A network between a broker and whoever connects to it that breaks in the middle of what the broker says."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Self

_CHUNK_BYTES = 4_096
_LOOK_S = 0.05


class CuttingNetwork:
    """Passes connections on to *port*; each ends after so many bytes of the broker, the later ones never.

    Args:
        port: of the broker.
        after_bytes: of the broker, one number for each connection that is cut.
    """

    def __init__(self, port: int, after_bytes: Iterable[int]) -> None:
        self._broker_port = port
        self._limits = list(after_bytes)
        self._stop = threading.Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(_LOOK_S)
        self._thread = threading.Thread(target=self._run, name="cutting network")
        self.port: int = self._door.getsockname()[1]
        self.cuts = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        self._door.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                client, _ = self._door.accept()
            except TimeoutError:
                continue
            with client, socket.create_connection(("127.0.0.1", self._broker_port)) as broker:
                self._pass_on(client, broker)

    def _pass_on(self, client: socket.socket, broker: socket.socket) -> None:
        """Serve one connection until either side ends it or the network breaks."""
        left = self._limits[0] if self._limits else None
        with selectors.DefaultSelector() as selector:
            selector.register(client, selectors.EVENT_READ, broker)
            selector.register(broker, selectors.EVENT_READ, client)
            while not self._stop.is_set():
                for key, _ in selector.select(_LOOK_S):
                    source, target = key.fileobj, key.data
                    assert isinstance(source, socket.socket)
                    try:
                        data = source.recv(_CHUNK_BYTES)
                    except ConnectionResetError:  # whoever hangs up with something unread does so
                        data = b""
                    if not data:
                        return
                    if source is broker and left is not None:
                        target.sendall(data[:left])
                        left -= len(data)
                        if left <= 0:
                            self._limits.pop(0)
                            self.cuts += 1
                            return
                    else:
                        target.sendall(data)
