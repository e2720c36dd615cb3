"""Photos: small, and really pictures."""

from __future__ import annotations

import pytest

from alerts.errors import InvalidCommand
from alerts.photo import LARGEST_BYTES, read_photo

JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(20) + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(17) + b"\0\0\0\0IEND\xaeB`\x82"
WEBP = b"RIFF" + (24).to_bytes(4, "little") + b"WEBPVP8 " + bytes(16)


@pytest.mark.parametrize(("body", "kind"), [(JPEG, "image/jpeg"), (PNG, "image/png"), (WEBP, "image/webp")])
def test_a_picture_is_known_by_its_content(body: bytes, kind: str) -> None:
    """What kind of picture it is, its first and last bytes say."""
    assert read_photo(body).media_type == kind


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"GIF89a",
        b"<svg><script>1</script></svg>",
        JPEG[:-2],
        PNG[:-12],
        WEBP + b"!",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_whole_picture_is_refused(body: bytes) -> None:
    """Scripts in disguise, documents, and pictures that were cut off in between are not kept."""
    with pytest.raises(InvalidCommand, match="expected a JPEG, PNG or WebP"):
        read_photo(body)


def test_a_large_picture_is_refused() -> None:
    """The error says how large it may be and how large it was."""
    with pytest.raises(InvalidCommand, match="at most 250,000 bytes, saw 250,001"):
        read_photo(JPEG[:-2] + bytes(LARGEST_BYTES + 1 - len(JPEG)) + JPEG[-2:])
