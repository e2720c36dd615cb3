"""The write-ahead log beside the journal's file: what SQLite would leave out in silence is found and used.

SQLite takes this log up to the first page whose checksum is wrong, and forgets the rest. That is right
where a power cut tore the last write, and wrong where a bit fell over in what had long been committed: all
that followed would be gone. A page's checksum goes on from that of the page before it [1]_, so every page but
the damaged one can still be proven. With the checksums written anew SQLite reads on, and what the
damaged page says is left to the checksums of the journal's own blocks.

.. [1] SQLite, "WAL-mode File Format", https://www.sqlite.org/walformat.html
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.counted import counted

_HEAD = struct.Struct(">8I")
_HEAD_WORDS_BYTES = 24
_LITTLE, _BIG = 0x377F0682, 0x377F0683
_VERSION = 3_007_000

_Words = NDArray[np.uint32]


class Resealed(NamedTuple):
    """A log with right checksums, and a sentence on what had been wrong."""

    log: bytes
    told: str


def log_of(path: Path) -> Path:
    """Return where SQLite keeps the write-ahead log of the file at *path*."""
    return path.with_name(f"{path.name}-wal")


def holds_commits(log: bytes, page_bytes: int) -> bool:
    """Tell whether *log* holds anything that was committed and may not be in the file yet."""
    return bool(_committed(log, page_bytes).size)


def pages_in(log: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of every page that a sound *log* holds, oldest first."""
    if len(log) >= _HEAD.size:
        for frame in _committed(log, _HEAD.unpack_from(log)[2]):
            yield int(frame["page"]), frame["body"].tobytes()


def resealed(log: bytes, page_bytes: int) -> Resealed | None:
    """Return *log* so that SQLite leaves out nothing that was committed; None where it does so anyway.

    A last write that is not whole is cut off, since nobody knows which of its bytes are the old ones.

    Args:
        log: the whole file.
        page_bytes: the size of a page, where the log itself cannot be believed.
    """
    head_is_sound = _is_head(log)
    page_bytes = _HEAD.unpack_from(log)[2] if head_is_sound else page_bytes
    frames = _committed(log, page_bytes)
    broken = (frames["salt"] != _salt(log, page_bytes)).any(axis=1) | ~_proven(frames, log)
    broken[:1] &= head_is_sound  # without a head nothing is left to prove the first by
    if not frames.size or (head_is_sound and not broken.any()):
        return None
    return _anew(frames, broken, _head(page_bytes, _salt(log, page_bytes)), head_is_sound=head_is_sound)


def _committed(log: bytes, page_bytes: int) -> NDArray[Any]:
    """Return the pages up to the last that ends a write; what follows is from before the log began anew."""
    frames = _frames(log, page_bytes)
    ours = (frames["salt"] == _salt(log, page_bytes)).all(axis=1)
    ours[1:] |= ours[:-1] & _proven(frames, log)[1:]  # only what marks it as ours is damaged
    ends = np.flatnonzero(ours & (frames["pages_after"] > 0))
    return frames[: ends[-1] + 1] if ends.size else frames[:0]


def _salt(log: bytes, page_bytes: int) -> NDArray[Any]:
    """Return what marks the pages that belong to the log as it is now."""
    if _is_head(log):
        return np.frombuffer(log, ">u4", 2, 16)
    frames = _frames(log, page_bytes)
    return frames["salt"][0] if frames.size else np.zeros(2, ">u4")


def _anew(frames: NDArray[Any], broken: NDArray[np.bool], head: bytes, *, head_is_sound: bool) -> Resealed:
    """Return the log of *frames* under a new *head*, without a last write of which a page is broken."""
    ends = np.flatnonzero(frames["pages_after"][:-1] > 0)
    last_write = int(ends[-1]) + 1 if ends.size else 0
    wrong = [] if head_is_sound else ["its head"]
    if broken[:last_write].any():
        wrong.append(f"{counted(int(broken[:last_write].sum()), 'page')} of {len(frames)}")
    if broken[last_write:].any():
        wrong.append("its last write, which is left out")
        frames = frames[:last_write]
    size = int(frames["pages_after"][-1]) if frames.size else 0
    frames = frames[(frames["page"] > 0) & (frames["page"] <= size)].copy()
    frames["salt"] = np.frombuffer(head, ">u4", 2, 16)
    total = _sum_of_head(head)
    grow, weigh = _steps(8 + frames["body"].shape[1])
    for place, part in enumerate(_words(frames, sys.byteorder) @ weigh.T):
        total = grow @ total + part
        frames["sum"][place] = total
    return Resealed(head + frames.tobytes(), f"the write-ahead log is damaged in {' and in '.join(wrong)}")


def _frames(log: bytes, page_bytes: int) -> NDArray[Any]:
    kind = np.dtype(
        [
            ("page", ">u4"),
            ("pages_after", ">u4"),
            ("salt", ">u4", 2),
            ("sum", ">u4", 2),
            ("body", np.uint8, page_bytes),
        ]
    )
    count = max(0, len(log) - _HEAD.size) // kind.itemsize
    return np.frombuffer(log, kind, count, _HEAD.size if count else 0)


def _proven(frames: NDArray[Any], log: bytes) -> NDArray[np.bool]:
    """Tell for each frame whether its checksum is right, given the one that stands before it in the log."""
    if not frames.size:
        return np.zeros(0, np.bool)
    order = _order(log) if _is_head(log) else sys.byteorder
    grow, weigh = _steps(8 + frames["body"].shape[1])
    before = np.vstack([_sum_of_head(log), frames["sum"][:-1]]).astype(np.uint32)
    right: NDArray[np.bool] = (before @ grow.T + _words(frames, order) @ weigh.T == frames["sum"]).all(axis=1)
    return right


def _words(frames: NDArray[Any], order: str) -> _Words:
    """Return, one row per frame, the words over which its checksum goes: page, pages after, body."""
    kind = np.dtype(np.uint32).newbyteorder("<" if order == "little" else ">")
    numbers = np.stack([frames["page"], frames["pages_after"]], axis=1).astype(">u4")  # as they lie there
    lying = np.hstack([numbers.view(np.uint8).reshape(len(frames), 8), frames["body"]])
    return np.ascontiguousarray(lying).view(kind).astype(np.uint32)


@lru_cache(maxsize=4)
def _steps(size_bytes: int) -> tuple[_Words, _Words]:
    """Return what *size_bytes* make of a checksum: new = first @ old + second @ words, modulo 2**32.

    A pair of words (x, y) makes of (a, b) the pair (a + b + x, a + 2 b + x + y).
    """
    mask = 0xFFFF_FFFF
    weights: list[tuple[int, int]] = []
    (a, b), (c, d) = (1, 1), (0, 1)  # what x and y of the last pair bring
    for _ in range(size_bytes // 8):
        weights += [(c, d), (a, b)]
        a, b = (a + b) & mask, (a + 2 * b) & mask
        c, d = (c + d) & mask, (c + 2 * d) & mask
    grow = np.array([[a - c, c], [b - d, d]]).astype(np.uint32)
    return grow, np.array(weights[::-1], np.uint32).T


def _is_head(log: bytes) -> bool:
    if len(log) < _HEAD.size:
        return False
    magic, version, *_ = _HEAD.unpack_from(log)
    right = magic in {_LITTLE, _BIG} and version == _VERSION
    return right and bool((_head_sum(log[: _HEAD.size], _order(log)) == _sum_of_head(log)).all())


def _head(page_bytes: int, salt: NDArray[Any]) -> bytes:
    magic = _LITTLE if sys.byteorder == "little" else _BIG
    head = _HEAD.pack(magic, _VERSION, page_bytes, 0, int(salt[0]), int(salt[1]), 0, 0)
    first, second = _head_sum(head, sys.byteorder)
    return head[:_HEAD_WORDS_BYTES] + struct.pack(">2I", first, second)


def _head_sum(head: bytes, order: str) -> _Words:
    _, weigh = _steps(_HEAD_WORDS_BYTES)
    words = np.frombuffer(head, "<u4" if order == "little" else ">u4", _HEAD_WORDS_BYTES // 4)
    total: _Words = weigh @ words.astype(np.uint32)
    return total


def _sum_of_head(head: bytes) -> _Words:
    return np.frombuffer(head, ">u4", 2, _HEAD_WORDS_BYTES).astype(np.uint32)


def _order(head: bytes) -> str:
    return "big" if head[3] & 1 else "little"
