"""A product on a terminal of eighty columns: what is known, from where, and how sure; pure."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from unicodedata import east_asian_width

from alerts.edition import Edition, Origin
from alerts.fresh_life import LifeAt, life_table
from alerts.kinetics_words import kinetics_in_words
from alerts.product import Product
from alerts.science.rounding import rounded_days, rounded_hours
from alerts.sourced import Number
from ingest.clock import HOURS_PER_DAY, to_datetime

WIDTH = 80
_LABEL = 34
_LIFE_ROW = "  {:<8}{:>12}{:>20}{:>20}  {}"
_SHORT_D = 2.0
_WIDE = 1.0
"""Lives of whole products are known no better than to half days, whatever their spread."""
_BY_NUMBER = {
    "life": "Life",
    "kinetics": "Kinetics",
    "limits": "Limits that alerts go by",
    "storage": "Storage",
    "freezing": "Freezing",
    "chilling": "Chilling injury",
}
_ORIGINS = {
    Origin.SHIPPED: "as it came with Coldframe",
    Origin.FILE: "from your own file",
    Origin.PEOPLE: "as said by {who}, {at}",
}


def product_page(edition: Edition) -> Iterator[str]:
    """Yield the lines of the page on one product."""
    product = edition.product
    names = (product.name, product.names["zh"], product.scientific_name)
    together = " · ".join(names)
    yield from (together,) if _width(together) <= WIDTH else names
    yield f"{product.id}, {_origin(edition)}"
    if product.note:
        yield from _wrapped(product.note, "")
    yield from _life(product)
    for table, title in _BY_NUMBER.items():
        yield from _section(title, _numbers_below(product, table))
    facts = product.facts
    yield from _section("Lag behind the air, by packaging", _numbers_below(product, "packaging", ".lag"))
    yield from _section("Law", ((one.title, one.maximum) for one in facts.legal.values()))
    yield from _section("Buyers want", ((one.title, one.share_left) for one in facts.buyer.values()))
    for key, alarm in facts.label_alarm.items():
        limits = (("at", alarm.temperature), (f"for ({alarm.counting})", alarm.time))
        yield from _section(f"Alarm of the label: {key}", limits)
    seen = ((f"{_shown(one.temperature)}", one.life) for one in facts.observed_life.values())
    yield from _section("Life as it was observed", seen)
    breathed = ((f"{_shown(one.temperature)}", one.rate) for one in facts.respiration.values())
    yield from _section("Respiration", breathed)
    yield from _references(product)


def _origin(edition: Edition) -> str:
    at = "" if edition.at_ms is None else to_datetime(edition.at_ms).strftime("%Y-%m-%d %H:%M UTC")
    words = _ORIGINS[edition.origin].format(who=edition.who, at=at)
    return words if edition.beneath is None else f"{words}; the {edition.beneath} one lies beneath"


def _life(product: Product) -> Iterator[str]:
    yield ""
    yield "How long fresh goods keep"
    yield from _wrapped(kinetics_in_words(product), "  ")
    yield _LIFE_ROW.format("at", "half keep", "four in five keep", "one in five keeps", "").rstrip()
    for one in life_table(product):
        p20, p50, p80 = (_shown_life(hours) for hours in one.life_h)
        at = f"{one.temperature_c:g} °C"
        yield _LIFE_ROW.format(at, p50, p20, p80, _remark(product, one)).rstrip()


def _remark(product: Product, one: LifeAt) -> str:
    if one.temperature_c == product.planned_c:
        return "planned"
    return "" if one.observed else "extrapolated"


def _shown_life(hours: float) -> str:
    days = hours / HOURS_PER_DAY
    return f"{rounded_days(days, _WIDE):g} d" if days >= _SHORT_D else f"{rounded_hours(hours, _WIDE):g} h"


def _numbers_below(product: Product, table: str, ending: str = "") -> Iterator[tuple[str, Number]]:
    for path, number in product.numbers.items():
        if path.startswith(f"{table}.") and path.endswith(ending):
            name = path.removeprefix(f"{table}.").removesuffix(ending)
            packed = product.packagings.get(name) if table == "packaging" else None
            yield packed.title if packed else name.replace(".", " ").replace("_", " "), number


def _section(
    title: str, rows: Iterator[tuple[str, Number]] | tuple[tuple[str, Number], ...]
) -> Iterator[str]:
    first = True
    for label, number in rows:
        if first:
            yield ""
            yield title
            first = False
        yield from _row(label, number)


def _row(label: str, number: Number) -> Iterator[str]:
    value = _shown(number)
    whole = _padded(f"  {label}", _LABEL) + value
    if _width(whole) <= WIDTH:
        yield whole
    else:
        yield from _wrapped(label, "  ")
        yield " " * _LABEL + value
    keys = f" [{', '.join(number.keys)}]" if number.keys else ""
    sure = f"{number.grade_in_words}{keys}"
    yield from _wrapped(f"{sure}: {number.note}" if number.note else sure, "    ")


def _shown(number: Number) -> str:
    unit = "" if number.unit == "-" else f" {number.unit}"
    low, high = number.low, number.high
    if low is None and high is None:
        return f"{number.value:g}{unit}"
    ends = (number.value if low is None else low, number.value if high is None else high)
    return f"{number.value:g}{unit} ({ends[0]:g} to {ends[1]:g})"


def _references(product: Product) -> Iterator[str]:
    yield ""
    yield "Sources"
    for key, text in product.references.items():
        yield from _wrapped(f"{key}: {text}", "  ", "    ")


def _wrapped(text: str, first: str, others: str | None = None) -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if others is None else others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _padded(text: str, width: int) -> str:
    """Return *text* filled up to *width* columns, and at least with a gap to what follows."""
    return text + " " * max(2, width - _width(text))


def _width(text: str) -> int:
    """Return how many columns *text* takes on a terminal; Chinese letters take two.

    >>> _width("Fig 无花果")
    10
    """
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
