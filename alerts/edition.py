"""Editions of products: the shipped one, the one in the operator's own files, and what people said last.

The later in this order counts; the ones beneath stay as they are, so that any of them can be had back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from alerts.product import BUILTIN_PRODUCTS, Product, ProductFile
from alerts.sourced import load_files


class Origin(StrEnum):
    """Where an edition of a product comes from."""

    SHIPPED = "shipped"
    """With Coldframe."""
    FILE = "file"
    """In a file that the configuration names."""
    PEOPLE = "people"
    """Said by somebody while the service ran."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a product.

    Attributes:
        file: the product as it was written, each number with its source.
        product: the same for computing.
        origin: where it comes from.
        beneath: where the edition comes from that counts when this one is taken back; None: there is none.
        at_ms, who: when it was said, and by whom; None and empty where it stands in a file.
    """

    file: ProductFile
    product: Product
    origin: Origin
    beneath: Origin | None = None
    at_ms: int | None = None
    who: str = ""


@cache
def shipped_editions() -> Mapping[str, Edition]:
    """Return the products that come with Coldframe; they are read once, as they stand in its own folder."""
    files = load_files((BUILTIN_PRODUCTS,), ProductFile)
    return MappingProxyType({file.id: Edition(file, file.product(), Origin.SHIPPED) for file in files})


def editions_in_files(own: Sequence[Path] = ()) -> Mapping[str, Edition]:
    """Return the shipped products and those of *own* files and folders, which count before shipped ones.

    Raises:
        InvalidProduct: with every mistake of every file: file, field, value seen and reason.
    """
    shipped = shipped_editions()
    editions = dict(shipped)
    for file in load_files(own, ProductFile):
        beneath = Origin.SHIPPED if file.id in shipped else None
        editions[file.id] = Edition(file, file.product(), Origin.FILE, beneath)
    return MappingProxyType(editions)
