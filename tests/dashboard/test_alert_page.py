"""What people do on an alert's own page: with a thumb, on a screen of 360 pixels."""

from __future__ import annotations

import struct
import zlib

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.chromium import Visit
from tests.dashboard.farm import TOO_WARM, Farm

pytestmark = pytest.mark.chromium


def picture(width: int = 40, height: int = 30) -> bytes:
    """Return a red PNG."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + b"\xc0\x10\x10" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def unfold(page: Page, title: str) -> None:
    """Open one of the forms."""
    page.locator(".deed > summary").filter(has_text=title).click()


def send(page: Page, title: str) -> None:
    """Send the form that is open under this title."""
    page.get_by_role("button", name="Save").filter(has_text=title).click()


def photograph(page: Page, name: str, kind: str, body: bytes) -> None:
    """Choose a file as the photo, and send it."""
    page.get_by_label("Picture").set_input_files({"name": name, "mimeType": kind, "buffer": body})
    send(page, "Photo")


def test_what_people_do_stands_in_the_history(farm: Farm, visit: Visit) -> None:
    """Snooze, words, a picture, the cause, resolving and reopening: each is one form and one line."""
    page = visit.page
    page.evaluate("localStorage.setItem('coldframe.name', 'Ana')")
    farm.live(hours=3, truck_c=14)
    page.get_by_role("article").filter(has_text=TOO_WARM).get_by_text("Details and history").click()
    history = page.locator(".history")
    expect(history).to_contain_text("Seen by Ana")

    unfold(page, "Snooze")
    page.get_by_label("Quiet for").select_option("1 h")
    send(page, "Snooze")
    expect(page.get_by_text("Ana snoozed it until")).to_be_visible()

    unfold(page, "Comment")
    page.get_by_label("What you see").fill("Frost on the coil")
    send(page, "Comment")
    expect(history).to_contain_text("Comment by Ana: Frost on the coil")

    unfold(page, "Photo")
    photograph(page, "notes.txt", "text/plain", b"notes")
    expect(page.get_by_role("alert")).to_contain_text("cannot be read here")
    photograph(page, "coil.png", "image/png", picture())
    shown = history.get_by_role("img", name="Photo by Ana")
    expect(shown).to_be_visible()
    shown.evaluate("picture => picture.decode()")  # fails unless it really is a picture

    unfold(page, "Root cause")
    page.get_by_label("Why did it happen?").select_option("Cooling failed")
    send(page, "Root cause")
    expect(history).to_contain_text("Root cause by Ana: Cooling failed")

    unfold(page, "Resolve with a reason")
    page.get_by_label("Why is nothing to be done?").fill("Goods are out")
    send(page, "Resolve")
    expect(page.get_by_text("Resolved by Ana: Goods are out")).to_be_visible()

    unfold(page, "Reopen")
    send(page, "Reopen")
    expect(page.get_by_role("button", name="I’ve got it")).to_be_visible()
    expect(history).to_contain_text("Reopened by Ana")


def test_a_place_is_quiet_for_a_while_and_loud_again(farm: Farm, visit: Visit) -> None:
    """Whoever works on a place says for how long and why, and may end it early."""
    page = visit.page
    page.evaluate("localStorage.setItem('coldframe.name', 'Ana')")
    page.goto(farm.url + "/#/places/truck")
    unfold(page, "Let it be quiet for a while")
    page.get_by_label("Quiet for").select_option("2 h")
    page.get_by_label("Why?").fill("Coil service")
    send(page, "Let it be quiet for a while")
    quiet = page.locator(".silence")
    expect(quiet).to_contain_text("Nobody is called until")
    expect(quiet).to_contain_text("Ana: Coil service")
    (silence,) = farm.service.alerts.ledger.silences()
    assert (silence.place_id, silence.end_ms - silence.start_ms) == ("truck", 2 * 3_600_000)
    page.get_by_role("button", name="End it now").click()
    expect(quiet).to_have_count(0)
