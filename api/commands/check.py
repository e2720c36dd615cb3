"""``check``: tell every mistake of a configuration, and try what can be tried without starting."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from alerts.assembly import configured_channels
from alerts.edition import editions_in_files
from alerts.errors import InvalidProduct
from alerts.product_book import ProductBook
from alerts.recipe import BUILTIN_RECIPES, load_recipes
from api.commands.say import Say
from api.data_folder import DataFolder
from api.http_server import HttpServer, bind
from api.settings import Settings, load_settings, recipe_mistakes
from api.state_database import state_of
from api.tokens import Tokens
from ingest.assembly import crew_of, open_store
from ingest.clock import SystemClock
from ingest.database import Database
from ingest.errors import AddressInUse, DatabaseUnusable, SettingsError, StoreError, WorkerUnusable
from ingest.known import KnownFacts
from ingest.mqtt_client import try_to_connect

SAMPLE = Path(__file__).parent / "sample.toml"
_WRONG = 2
_Found = TypeVar("_Found")

Trial = Callable[[Settings], Iterator[str]]
"""Tries one thing; yields what is wrong with it."""

_ANOTHER_BROKER = " -> start it, name another (mqtt.url), or let Coldframe bring one (broker.enabled = true)"
_NOBODY_IS_TOLD = (
    "none yet, so that alerts are only shown: name some under [[notify.channels]] or [[duty.people]], or "
    'enter people on the page "Who is called"'
)


def sample(say: Say) -> int:
    """Print a commented configuration: comments explain, commented values are the defaults."""
    say(SAMPLE.read_text(encoding="utf-8").rstrip("\n"))
    return 0


def check(config: Path | None, say: Say) -> int:
    """Check the configuration *config* (None: the defaults) and say what was found."""
    settings = load_settings(config) if config is not None else Settings()
    say(f"{config or 'the defaults'}: every setting can be understood")
    mistakes = 0
    for title, trial in _TRIALS:
        problems = list(trial(settings))
        mistakes += len(problems)
        for problem in problems:
            say(f"wrong  {title}: {problem}")
        if not problems:
            say(f"good   {title}")
    if not settings.notify.channels and not settings.duty.people:
        say(f"note   ways to tell people: {_NOBODY_IS_TOLD}")
    return _WRONG if mistakes else 0


def _data_folder(settings: Settings) -> Iterator[str]:
    wanted = settings.data.absolute()
    nearest = next(folder for folder in (wanted, *wanted.parents) if folder.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        yield f"{nearest} cannot be written; choose another folder (data), or change its rights"


def _http_port(settings: Settings) -> Iterator[str]:
    try:
        HttpServer(settings.http.host, settings.http.port).stop()
    except AddressInUse as error:
        yield str(error)


def _broker(settings: Settings) -> Iterator[str]:
    if settings.broker.enabled:
        try:
            bind(settings.broker.host, settings.broker.port).close()
        except OSError as error:
            address = f"{settings.broker.host} port {settings.broker.port}"
            yield f"cannot listen on {address} ({error.strerror or error})"
    for broker in settings.brokers_elsewhere:
        trouble = try_to_connect(broker, f"{broker.client_id}-check")
        if trouble:
            where = "" if len(settings.mqtt) == 1 else f"{broker.title}: "
            yield f"{where}{trouble}{_ANOTHER_BROKER if trouble.startswith('cannot reach') else ''}"


def _store(settings: Settings) -> Iterator[str]:
    if settings.store.kind == "embedded":
        return  # its file is in the data folder, and may be open in a running service
    store = open_store(settings)
    try:
        store.check()
    except StoreError as error:
        yield str(error)
    finally:
        store.close()


def _workers(settings: Settings) -> Iterator[str]:
    crew = crew_of(settings.ingest, KnownFacts())
    try:
        crew.start()
    except WorkerUnusable as error:
        yield str(error)
    finally:
        crew.stop()


def _goods(settings: Settings) -> Iterator[str]:
    try:
        in_files = editions_in_files(settings.alerts.product_files)
        recipes = load_recipes((BUILTIN_RECIPES, *settings.alerts.recipe_files))
    except InvalidProduct as error:
        yield str(error)
        return
    yield from recipe_mistakes(settings, recipes)
    unknown = settings.alerts.product_rules.keys() - in_files.keys()
    if unknown:
        said = _kept(settings, lambda database: set(ProductBook(database, SystemClock(), {}))) or set()
        for product_id in sorted(unknown - said):
            yield f"alerts.product_rules.{product_id}: no such product; see `coldframe product list`"


def _tokens(settings: Settings) -> Iterator[str]:
    if settings.http.only_here:
        return
    if not _kept(settings, lambda database: Tokens(database, SystemClock()).names()):
        yield (
            f"others can reach {settings.http.host}, and there is no token: make one with `coldframe token "
            "--name NAME --config FILE`"
        )


def _kept(settings: Settings, look: Callable[[Database], _Found]) -> _Found | None:
    """Return what *look* finds in the data folder, as it is; None where it holds none of this version."""
    folder = DataFolder(settings.data)
    if not folder.holds_data:
        return None
    with closing(state_of(folder.state_database)) as database:
        try:
            return look(database)
        except DatabaseUnusable:
            return None


def _channels(settings: Settings) -> Iterator[str]:
    try:
        configured_channels(settings.notify)
    except SettingsError as error:
        yield from error.problems


_TRIALS: tuple[tuple[str, Trial], ...] = (
    ("data folder", _data_folder),
    ("port of the page", _http_port),
    ("who may read", _tokens),
    ("MQTT broker", _broker),
    ("store of readings", _store),
    ("processes that decode", _workers),
    ("products and recipes", _goods),
    ("ways to tell people", _channels),
)
