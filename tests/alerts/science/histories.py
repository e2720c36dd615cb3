"""Temperature histories for property tests."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from alerts.science.segments import Array

History = tuple[Array, Array]
"""Times, strictly ascending [h], and temperatures [°C]."""


def _history(steps: list[tuple[float, float]]) -> History:
    lengths_h, temperatures_c = zip(*steps, strict=True)
    time_h = np.cumsum(lengths_h)
    return time_h - time_h[0], np.array(temperatures_c)


HISTORIES = st.lists(
    st.tuples(st.floats(0.01, 48.0), st.floats(-20.0, 45.0).map(lambda c: round(c, 2))),
    min_size=2,
    max_size=25,
).map(_history)
