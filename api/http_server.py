"""The HTTP server in a thread of its own; it listens on a socket that was bound before, and obeys us only.

Signals are not its business: uvicorn handles them only in the main thread, and it does not run there, so
the service alone decides in which order things stop.
"""

from __future__ import annotations

import socket
import threading

import uvicorn
from starlette.types import ASGIApp

from ingest.errors import AddressInUse

_GRACE_S = 5
"""How long open requests may take to end when the server stops."""


class HttpServer:
    """Serves *app*.

    Args:
        host: address to bind.
        port: port to bind; 0 takes a free one.
    """

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self._socket = _bound(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self, app: ASGIApp) -> None:
        """Serve *app* from now on."""
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=_GRACE_S,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="coldframe-http", daemon=True
        )
        self._thread.start()

    def finish(self) -> None:
        """Let open requests end, and take no new ones."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(_GRACE_S * 2)
            self._thread = None

    def stop(self) -> None:
        """Release the port."""
        self.finish()
        self._socket.close()

    @property
    def trouble(self) -> str:
        """Say why nothing is served although it should; empty where it is."""
        if self._thread is None or self._thread.is_alive():
            return ""
        return "the HTTP server has stopped"


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens on *host* and *port*; raises OSError."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it; without it the end of every answer waits some 40 ms for an acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host.strip("[]"), port))
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return listener


def _bound(host: str, port: int) -> socket.socket:
    try:
        return bind(host, port)
    except OSError as error:
        raise AddressInUse(
            f"cannot listen on {host} port {port} ({error.strerror or error}); "
            "stop what listens there, or choose another port (http.port, or --port)"
        ) from error
