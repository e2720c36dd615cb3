"""MQTT topics and topic filters: what is one, and what falls under which."""

from __future__ import annotations

_LONGEST = 1_024
"""Many times what any gateway uses; the protocol's own limit is 65,535 bytes."""


def is_topic_filter(text: str) -> bool:
    """Tell whether *text* is a topic filter that a broker takes.

    >>> is_topic_filter("farm/+/uplink"), is_topic_filter("farm/#"), is_topic_filter("farm/#/uplink")
    (True, True, False)
    """
    levels = text.split("/")
    hash_at_end = "#" not in text or (levels.count("#") == 1 and levels[-1] == "#" and text.count("#") == 1)
    plus_alone = all(level == "+" or "+" not in level for level in levels)
    return bool(text) and hash_at_end and plus_alone and "\0" not in text


def is_plain_filter(text: str) -> bool:
    r"""Tell whether *text* is a topic filter that can stand on a line of a broker's file as it is.

    >>> is_plain_filter("farm/+/uplink"), is_plain_filter("farm/a b"), is_plain_filter("a\ntopic #")
    (True, True, False)
    """
    return (
        is_topic_filter(text)
        and text.isprintable()
        and text == text.strip()
        and len(text.encode()) <= _LONGEST
    )


def is_topic(text: str) -> bool:
    """Tell whether a client may publish to *text*: no wildcard, and nothing that is the broker's own.

    >>> is_topic("farm/7/uplink"), is_topic("farm/+/uplink"), is_topic("$SYS/broker/uptime")
    (True, False, False)
    """
    return bool(text) and not text.startswith("$") and not any(sign in text for sign in "+#\0")


def covers(topic_filter: str, topic: str) -> bool:
    """Tell whether *topic* falls under an MQTT topic filter.

    >>> covers("farm/+/uplink", "farm/7/uplink"), covers("farm/#", "farm"), covers("farm/+", "farm/7/uplink")
    (True, True, False)
    >>> covers("#", "$SYS/broker/uptime")
    False
    """
    if topic.startswith("$") and topic_filter.startswith(("+", "#")):
        return False
    wanted, seen = topic_filter.split("/"), topic.split("/")
    if wanted[-1] == "#":
        wanted.pop()
        seen = seen[: len(wanted)] if len(seen) >= len(wanted) else seen
    return len(wanted) == len(seen) and all(
        level in ("+", there) for level, there in zip(wanted, seen, strict=True)
    )


def includes(wide: str, narrow: str) -> bool:
    """Tell whether every topic that falls under *narrow* also falls under *wide*.

    >>> includes("farm/#", "farm/+/uplink"), includes("farm/+/uplink", "farm/#"), includes("farm/#", "farm/#")
    (True, False, True)
    >>> includes("+/7", "farm/7"), includes("farm/7", "+/7"), includes("farm/+", "farm/#")
    (True, False, False)
    """
    if narrow.startswith("$") and wide.startswith(("+", "#")):
        return False
    outer, inner = wide.split("/"), narrow.split("/")
    for number, level in enumerate(outer):
        if level == "#":
            return True
        if number == len(inner) or inner[number] == "#" or level not in ("+", inner[number]):
            return False
    return len(outer) == len(inner)


def overlap(one: str, other: str) -> bool:
    """Tell whether some topic falls under both filters.

    >>> overlap("pump/#", "+/events/rpc"), overlap("pump/#", "farm/+"), overlap("a/b", "a/b/#")
    (True, False, True)
    """
    first, second = one.split("/"), other.split("/")
    for mine, theirs in zip(first, second, strict=False):
        if "#" in (mine, theirs):
            return True
        if mine != theirs and "+" not in (mine, theirs):
            return False
    longer = first if len(first) > len(second) else second
    return len(first) == len(second) or longer[min(len(first), len(second)) :] == ["#"]
