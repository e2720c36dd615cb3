"""The form of a product's kinetics, with its parameters, in the reader's language and unit; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.notify.audience import ANYBODY, Audience, Language
from alerts.notify.thermometer import Thermometer
from alerts.pace import ArrheniusPace, BandedPace
from alerts.product import Product
from ingest.quantity import AIR


@dataclass(frozen=True, slots=True)
class _Words:
    """Parts of a sentence; what stands in braces is filled in."""

    arrhenius: str
    bands: str
    band: str
    between_bands: str
    root: str
    factor: str
    known: str


_WORDS: Mapping[Language, _Words] = {
    Language.ENGLISH: _Words(
        arrhenius="Arrhenius, {energy:g} kJ/mol",
        bands="Q10 by bands: {bands}",
        band="{factor:g} from {low} to {high}",
        between_bands=", ",
        root="square root, nothing grows at {lowest} and below",
        factor="; what is lost beyond plan counts {factor:g} times",
        known="; known from {low} to {high}",
    ),
    Language.CHINESE: _Words(
        arrhenius="阿伦尼乌斯方程，活化能 {energy:g} kJ/mol",
        bands="分段 Q10：{bands}",
        band="{low} 至 {high} 为 {factor:g}",
        between_bands="，",
        root="平方根模型，{lowest} 及以下不生长",
        factor="；超出计划的损失按 {factor:g} 倍计",
        known="；已知适用于 {low} 至 {high}",
    ),
}


def kinetics_in_words(product: Product, audience: Audience = ANYBODY) -> str:
    """Return the form of a product's kinetics with its parameters, and where they were seen to hold."""
    words, thermometer = _WORDS[audience.language], Thermometer(audience.temperature)
    pace, kinetics = product.pace, product.facts.kinetics
    if isinstance(pace, ArrheniusPace):
        form = words.arrhenius.format(energy=pace.activation_kj_mol)
    elif isinstance(pace, BandedPace):
        edges = [_shown(one, thermometer) for one in pace.bands.edges_c]
        bands = (
            words.band.format(factor=factor, low=low, high=high)
            for low, high, factor in zip(edges, edges[1:], pace.bands.q10, strict=False)
        )
        form = words.bands.format(bands=words.between_bands.join(bands))
    else:
        form = words.root.format(lowest=_shown(pace.tmin_c, thermometer))
    if product.loss_factor > 1.0:
        form += words.factor.format(factor=product.loss_factor)
    if kinetics is not None:
        low, high = (_shown(one.value, thermometer) for one in (kinetics.valid_from, kinetics.valid_to))
        form += words.known.format(low=low, high=high)
    return form


def _shown(celsius: float, thermometer: Thermometer) -> str:
    return f"{thermometer.value(celsius, AIR):g} {thermometer.scale(AIR).unit}"
