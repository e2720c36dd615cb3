"""``python -m api.figures``: draw the figures of the page on shelf life again."""

from __future__ import annotations

import sys
from pathlib import Path

from api.figures.canvas import save
from api.figures.shelf_life import drawings

FOLDER = Path(__file__).parents[2] / "docs" / "shelf-life"


def main() -> int:
    """Write every figure into the folder beside the page."""
    FOLDER.mkdir(exist_ok=True)
    for drawing in drawings():
        path = FOLDER / f"{drawing.name}.svg"
        save(drawing.draw(), path, drawing.carried())
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
