"""The line between the main process and a worker; each end notices when the other one is gone, or hangs."""

from __future__ import annotations

import socket
import struct
from multiprocessing.connection import Connection

_TIMEVAL = struct.Struct("ll")


def new_line(patience_s: float) -> tuple[Connection, socket.socket]:
    """Return our end of a new line, and the end for the worker, which becomes its standard input.

    On ours, an OSError is raised where the worker neither listens nor answers for *patience_s*.
    """
    ours, theirs = socket.socketpair()
    whole_s = int(patience_s)
    limit = _TIMEVAL.pack(whole_s, int((patience_s - whole_s) * 1_000_000))
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        ours.setsockopt(socket.SOL_SOCKET, option, limit)
    return Connection(ours.detach()), theirs


def line_of_worker() -> Connection:
    """Return a worker's own end."""
    return Connection(0)
