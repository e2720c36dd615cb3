"""``serve``: run the service until it is asked to stop."""

from __future__ import annotations

from pathlib import Path

from api.commands.pages import build_pages
from api.commands.say import Say
from api.commands.signals import stop_signals
from api.service import Options, Service
from api.settings import load_settings
from ingest.clock import SystemClock


def serve(config: Path, make_token: str | None, say: Say) -> int:
    """Run the service that *config* describes; *make_token* names a token to make and show first."""
    settings = load_settings(config)
    build_pages(say)
    options = Options(first_token=make_token)
    with stop_signals() as stop, Service(settings, SystemClock(), options) as service:
        say(f"Coldframe serves {service.url} (data in {settings.data})")
        if service.first_secret:
            say(f"token {make_token}: {service.first_secret}")
            say(f"open {service.url}/?token={service.first_secret}")
        if service.ingest.entrance.is_locked:
            say("no gateway can log in yet: ./coldframe gateway add NAME --kind KIND makes the first login")
        stop.wait()
        say("stopping")
    say("stopped; nothing is lost")
    return 0
