"""The pages that people look at: built before the first start, where they are missing or out of date."""

from __future__ import annotations

from api.building import BuildFailed, build
from api.commands.say import Say


def build_pages(say: Say) -> None:
    """Build the dashboard; where that fails, say so and go on: everything but the page works without it."""
    try:
        build(say)
    except (BuildFailed, OSError) as error:
        say(f"the dashboard could not be built, so there is no page yet, only the interface: {error}")
