"""A figure as data: lines, bands and marks over two axes. It is drawn from them, and carries them along."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes

from api.figures.canvas import empty_axes

DIGITS = 6
"""Significant digits of the data that a figure carries: more than anybody can read off it."""


@dataclass(frozen=True, slots=True)
class Line:
    """Values over places on the horizontal axis, under a name that stands in the legend."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    colour: str
    style: Literal["-", "--", ":", "o"] = "-"


@dataclass(frozen=True, slots=True)
class Band:
    """What lies between two courses."""

    name: str
    x: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    colour: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One figure of the page on shelf life."""

    name: str
    x_label: str
    y_label: str
    lines: tuple[Line, ...]
    bands: tuple[Band, ...] = ()
    logarithmic: bool = False

    def data(self) -> Mapping[str, Sequence[float]]:
        """Return every course by name, rounded: what the figure says, whatever it looks like."""
        courses = {f"{line.name}.{axis}": getattr(line, axis) for line in self.lines for axis in ("x", "y")}
        courses |= {
            f"{band.name}.{axis}": getattr(band, axis) for band in self.bands for axis in ("x", "low", "high")
        }
        return {name: [float(f"{value:.{DIGITS}g}") for value in course] for name, course in courses.items()}

    def carried(self) -> str:
        """Return the data as they are written into the file of the figure."""
        return json.dumps(self.data(), sort_keys=True)

    def draw(self) -> Axes:
        """Return the drawing."""
        axes = empty_axes(self.x_label, self.y_label)
        if self.logarithmic:
            axes.set_yscale("log")
            axes.yaxis.set_major_formatter("{x:g}")
        for band in self.bands:
            axes.fill_between(band.x, band.low, band.high, color=band.colour, alpha=0.18, label=band.name)
        for line in self.lines:
            look = {"marker": "o", "linestyle": ""} if line.style == "o" else {"linestyle": line.style}
            axes.plot(line.x, line.y, color=line.colour, label=line.name, **look)
        axes.legend(frameon=False, fontsize=8)
        return axes
