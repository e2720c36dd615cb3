"""Who was heard and nobody has said anything about: bounded, so that made-up names fill no table.

Whoever was heard longest ago makes room, first among those of its own group. Whom people have spoken of
is not among them, and never makes room for anybody.
"""

from __future__ import annotations

from collections import OrderedDict


class Strangers:
    """Names in the order in which they were last heard, each in one group. The caller locks.

    Args:
        most_of_one: how many there may be in one group.
        most: how many there may be in all.
    """

    def __init__(self, most_of_one: int, most: int) -> None:
        self._most_of_one = most_of_one
        self._most = most
        self._group_of: OrderedDict[str, str] = OrderedDict()
        self._groups: dict[str, OrderedDict[str, None]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._group_of

    def heard(self, name: str, group: str) -> str | None:
        """Note that *name* was heard; return who makes room for it, and is no longer among them.

        >>> strangers = Strangers(most_of_one=2, most=3)
        >>> [strangers.heard(*name) for name in ("ag", "bg", "ag", "cg", "xh", "yh")]
        [None, None, None, 'b', None, 'a']
        """
        if self._group_of.get(name, group) != group:
            self.known(name)
        members = self._groups.setdefault(group, OrderedDict())
        members[name] = None
        members.move_to_end(name)
        self._group_of[name] = group
        self._group_of.move_to_end(name)
        if len(members) > self._most_of_one:
            leaving = next(iter(members))
        elif len(self._group_of) > self._most:
            leaving = next(iter(self._group_of))
        else:
            return None
        self.known(leaving)
        return leaving

    def known(self, name: str) -> None:
        """Take *name* out: people have spoken of it, or it is gone."""
        group = self._group_of.pop(name, None)
        if group is not None:
            del self._groups[group][name]
            if not self._groups[group]:
                del self._groups[group]
