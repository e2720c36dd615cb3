"""The life of a product against temperature, with its band, and where that is known to hold."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from alerts.fresh_life import SHOWN_ABOVE_K, life_at
from alerts.product import Product
from api.figures.canvas import BLUE, GREY, RED, empty_axes, font_for
from ingest.clock import HOURS_PER_DAY

_POINTS = 120


@dataclass(frozen=True, slots=True)
class LifeCurve:
    """Temperatures [°C] and, at each, pessimistic edge, median and optimistic edge of life [d]."""

    temperature_c: tuple[float, ...]
    p20_d: tuple[float, ...]
    p50_d: tuple[float, ...]
    p80_d: tuple[float, ...]


def life_curve(product: Product) -> LifeCurve:
    """Return the life of *product* from its low limit to well above its plan."""
    low_c, high_c = product.freeze_c, product.planned_c + SHOWN_ABOVE_K
    steps = (low_c + (high_c - low_c) * step / (_POINTS - 1) for step in range(_POINTS))
    lives = [life_at(product, at_c) for at_c in steps if product.pace.rate(at_c) > 0.0]
    p20_d, p50_d, p80_d = zip(
        *([hours / HOURS_PER_DAY for hours in one.life_h] for one in lives), strict=True
    )
    return LifeCurve(tuple(one.temperature_c for one in lives), p20_d, p50_d, p80_d)


def draw_life(product: Product) -> Axes:
    """Return a drawing of *product*'s life; its Chinese name is in it where a font of the machine has it."""
    curve = life_curve(product)
    axes = empty_axes("temperature of the goods [°C]", "life of fresh goods [d]")
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter("{x:g}")
    edges_d = curve.p20_d, curve.p80_d
    axes.fill_between(curve.temperature_c, *edges_d, color=BLUE, alpha=0.18, label="three in five lie within")
    axes.plot(curve.temperature_c, curve.p50_d, color=BLUE, label="median")
    _draw_what_was_seen(axes, product)
    axes.axvline(product.freeze_c, color=RED, linestyle="--", linewidth=1.0, label="low alarm")
    axes.axvspan(
        product.planned_c, product.upper_c, color="#16a34a", alpha=0.10, label="planned to upper limit"
    )
    _name(axes, product)
    axes.legend(frameon=False, fontsize=8)
    return axes


def _draw_what_was_seen(axes: Axes, product: Product) -> None:
    seen = sorted(
        (one.temperature.value, one.life.value, one.life.low, one.life.high)
        for one in product.facts.observed_life.values()
    )
    if seen:
        at_c, life_d = [one[0] for one in seen], [one[1] for one in seen]
        axes.plot(at_c, life_d, "o", color=GREY, markersize=5, label="observed")
    kinetics = product.facts.kinetics
    if kinetics is not None:
        low_c, high_c = kinetics.valid_from.value, kinetics.valid_to.value
        axes.axvspan(low_c, high_c, ymax=0.015, color=GREY, alpha=0.8, label="kinetics known to hold")


def _name(axes: Axes, product: Product) -> None:
    chinese = product.names["zh"]
    font = font_for(chinese)
    axes.set_title(product.name, loc="left", fontsize=11)
    if font is not None:
        axes.set_title(chinese, loc="right", fontsize=11, fontname=font)
