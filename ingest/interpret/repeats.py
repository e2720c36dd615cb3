"""One measurement, one value: what stands twice in an object counts once, and what differs is kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from ingest.interpret.leaves import Leaf
from ingest.interpret.place import Found, Unknown, shown, without_positions
from ingest.interpret.placed import LeftOut, Placed

_SAME = 0.06
"""Two spellings of one value, such as °C and °F, differ by their rounding only."""
_Key: TypeAlias = tuple[str, str, int | None]


def without_repeats(found: Sequence[tuple[Leaf, Found]]) -> list[Found]:
    """Return what was found with every measurement in it once.

    A row that stands at the top once more counts as the row. Of two values of one quantity at one time the
    one without words of its own, or else the surer one, is the device's; another becomes a channel by the
    words that tell it apart, and without such words nobody knows.
    """
    groups: dict[_Key, list[int]] = {}
    newest: dict[tuple[str, str], Placed] = {}
    for index, (leaf, one) in enumerate(found):
        if type(one) is Placed and not one.untimed:
            groups.setdefault((one.channel, one.quantity, one.observed_at_ms), []).append(index)
            if leaf.labelled and one.observed_at_ms is not None:
                best = newest.get((one.channel, one.quantity))
                if best is None or one.observed_at_ms >= (best.observed_at_ms or 0):
                    newest[one.channel, one.quantity] = one
    results = [one for _, one in found]
    if len(groups) < len(found):
        for indexes in groups.values():
            if len(indexes) > 1:
                _keep_apart(found, indexes, results)
    if newest:
        _without_copies(found, newest, results)
    return results


def _without_copies(
    found: Sequence[tuple[Leaf, Found]], newest: dict[tuple[str, str], Placed], results: list[Found]
) -> None:
    for index, (leaf, _) in enumerate(found):
        one = results[index]
        if isinstance(one, Placed) and one.observed_at_ms is None and not leaf.labelled:
            row = newest.get((one.channel, one.quantity))
            if row is not None and row.value == one.value:
                results[index] = LeftOut(one.field, shown(one.value), f"{row.field} once more")


def _keep_apart(found: Sequence[tuple[Leaf, Found]], indexes: list[int], results: list[Found]) -> None:
    entries = [(index, found[index][0], found[index][1]) for index in indexes]
    placed = [(index, leaf, one) for index, leaf, one in entries if isinstance(one, Placed)]
    rows = {without_positions(leaf.path) for _, leaf, _ in placed}
    if len(rows) == 1 and len(placed) > 1 and placed[0][2].observed_at_ms is not None:
        for index, _, one in placed[:-1]:
            results[index] = one._replace(untimed=True)
        return
    placed.sort(key=_surest_first)
    kept = [placed[0][2]]
    taken = {placed[0][2].channel}
    for index, leaf, one in placed[1:]:
        same = next((other for other in kept if _equal(other, one)), None)
        channel = leaf.said.apart.replace(" ", "-")
        if same is not None:
            results[index] = LeftOut(one.field, shown(leaf.value), f"{same.field} once more")
        elif one.fault:
            results[index] = LeftOut(one.field, shown(leaf.value), one.fault)
        elif channel and channel not in taken:
            taken.add(channel)
            results[index] = one._replace(channel=channel)
            kept.append(one)
        else:
            results[index] = Unknown(one.field, shown(leaf.value))


def _surest_first(entry: tuple[int, Leaf, Placed]) -> tuple[object, ...]:
    _, leaf, one = entry
    apart = leaf.said.apart
    return bool(one.fault), bool(apart), -one.confidence, len(apart), leaf.path.count("."), leaf.path


def _equal(one: Placed, other: Placed) -> bool:
    return bool(one.fault and other.fault) or abs(one.value - other.value) <= _SAME
