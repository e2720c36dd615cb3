"""What every figure is drawn on: no screen, one look, and fonts that the machine has."""

from __future__ import annotations

from pathlib import Path

from matplotlib import font_manager, rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

BLUE, RED, GREEN, GREY = "#1f6feb", "#c4432b", "#16a34a", "#6b7280"
_SIZE_INCH = (6.4, 4.0)
_DPI = 150
_CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
)
"""Fonts with Chinese glyphs that systems usually have."""


def empty_axes(x_label: str, y_label: str) -> Axes:
    """Return the axes of a new figure."""
    figure = Figure(figsize=_SIZE_INCH, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, color="#e5e7eb", linewidth=0.6)
    return axes


def save(axes: Axes, path: Path, description: str = "") -> None:
    """Write the figure of *axes* to *path*, in the form of its ending; twice the same, the same bytes.

    An SVG carries *description*, and its words as words.
    """
    rcParams["svg.hashsalt"] = "coldframe"
    rcParams["svg.fonttype"] = "none"
    is_svg = path.suffix == ".svg"
    metadata = {"Date": None, "Description": description} if is_svg else {"Software": None}
    axes.get_figure(root=True).savefig(path, dpi=_DPI, metadata=metadata)  # type: ignore[union-attr]  # every axes of ours has a figure


def font_for(text: str) -> str | None:
    """Return a font of this machine that has a glyph for each letter of *text*; None where there is none."""
    known = {font.name: font.fname for font in font_manager.fontManager.ttflist}
    for name in _CHINESE:
        if name in known and _has_glyphs(known[name], text):
            return name
    return None


def _has_glyphs(font_file: str, text: str) -> bool:
    font = font_manager.get_font(font_file)
    return all(font.get_char_index(ord(letter)) for letter in text)
