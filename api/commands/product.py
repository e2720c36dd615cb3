"""``product``: what is known of products, from where, and how sure; and what is wrong with a file of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alerts.edition import Edition, Origin, editions_in_files
from alerts.product import ProductFile
from alerts.product_book import ProductBook
from alerts.sourced import load_files, validated
from api.commands.beside import RunningService, beside
from api.commands.say import Say
from api.data_folder import DataFolder
from api.errors import BadRequest
from api.schemas.products import ProductSummary
from api.schemas.values import parse_instant
from api.settings import Settings
from api.views.product_page import product_page
from api.views.products import found, having, product_summary
from ingest.clock import SystemClock

_WRONG = 2


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The products of a service, whoever is asked for them."""

    summaries: Sequence[ProductSummary]
    edition: Callable[[str], Edition]


def list_all(settings: Settings, word: str, say: Say) -> int:
    """Show the products whose names contain *word*; all of them where it is empty."""
    with _shelf(settings) as shelf:
        products = having(shelf.summaries, word)
        widest = max((len(one.name) for one in products), default=0)
        for one in products:
            origin = "" if one.origin is Origin.SHIPPED else f"  ({one.origin})"
            say(f"{one.id:<22}{one.name:<{widest}}  {one.name_zh}{origin}")
    return 0


def show(settings: Settings, name: str, png: Path | None, say: Say) -> int:
    """Show everything that is known of one product, and draw its life where *png* says."""
    with _shelf(settings) as shelf:
        edition = shelf.edition(found(shelf.summaries, name).id)
    for line in product_page(edition):
        say(line)
    if png is not None:
        _draw(edition, png)
        say("")
        say(f"{png}: life against temperature, with its band")
    return 0


def check(paths: Sequence[Path], say: Say) -> int:
    """Tell every mistake of product files, or whose place each would take."""
    shipped = editions_in_files()
    for file in load_files(paths, ProductFile):
        place = f"takes the place of the shipped {file.id}" if file.id in shipped else "is new"
        say(f"good   {file.id}: {file.name.en}, {file.name.zh}, {file.scientific_name}; {place}")
    return 0


@contextmanager
def _shelf(settings: Settings) -> Iterator[_Shelf]:
    """Give the products as a running service has them, as its stopped data say, or as they stand in files."""
    if not DataFolder(settings.data).holds_data:
        yield _of_book(editions_in_files(settings.alerts.product_files))
        return
    with beside(settings.data) as service:
        if isinstance(service, RunningService):
            summaries = [ProductSummary.model_validate(one) for one in service.get("products")]
            yield _Shelf(summaries, lambda product_id: _told(service.get("products", product_id)))
        else:
            in_files = editions_in_files(settings.alerts.product_files)
            book = ProductBook(service, SystemClock(), in_files)
            yield _of_book({edition.product.id: edition for edition in book.editions()})


def _of_book(editions: Mapping[str, Edition]) -> _Shelf:
    return _Shelf([product_summary(editions[key]) for key in sorted(editions)], editions.__getitem__)


def _told(answer: Mapping[str, Any]) -> Edition:
    """Return the edition that a running service told of."""
    file = validated(answer["definition"], ProductFile, answer["id"])
    beneath, at = answer["beneath"], answer["changed_at"]
    return Edition(
        file,
        file.product(),
        Origin(answer["origin"]),
        Origin(beneath) if beneath else None,
        parse_instant(at) if at else None,
        answer["changed_by"],
    )


def _draw(edition: Edition, png: Path) -> None:
    from api.figures.canvas import save  # noqa: PLC0415 - matplotlib takes longer than all the rest
    from api.figures.product_life import draw_life  # noqa: PLC0415 - likewise

    try:
        save(draw_life(edition.product), png)
    except (OSError, ValueError) as error:
        raise BadRequest(f"{png} cannot be written: {error}") from error
