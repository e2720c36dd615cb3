"""A photo as people add it to an alert: small, and really a picture; pure."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.errors import InvalidCommand

LARGEST_BYTES = 250_000
"""Enough for a picture of 1,600 pixels' width; the page makes larger ones smaller before it sends them."""

MOST_PER_ALERT = 20
"""Together with the size, a bound on what an alert can put on a disk: 5 MB."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture and what kind of file it is."""

    media_type: str
    body: bytes


def read_photo(body: bytes) -> Photo:
    """Return *body* as a photo, judged by its content alone; InvalidCommand where it is none or too large."""
    if len(body) > LARGEST_BYTES:
        raise InvalidCommand(f"photo: expected at most {LARGEST_BYTES:,} bytes, saw {len(body):,}")
    media_type = _media_type(body)
    if media_type is None:
        raise InvalidCommand(f"photo: expected a JPEG, PNG or WebP file, saw one that begins {body[:12]!r}")
    return Photo(media_type, body)


def _media_type(body: bytes) -> str | None:
    """Return what kind of picture a file is, by its first and last bytes.

    >>> _media_type(b"GIF89a"), _media_type(b"<svg onload=alert(1)>")
    (None, None)
    """
    if body.startswith(b"\xff\xd8\xff") and body.rstrip(b"\0").endswith(b"\xff\xd9"):
        return "image/jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") and body[-8:-4] == b"IEND":
        return "image/png"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP" and int.from_bytes(body[4:8], "little") + 8 == len(body):
        return "image/webp"
    return None
