"""Fingerprint: whether a watch is still what it was when it was folded."""

from __future__ import annotations

import hashlib

import msgspec

from alerts.detect.goods import GoodsRule
from alerts.watch import Watch


def fingerprint(watch: Watch) -> str:
    """Return what is the same as long as a watch's rule and start are; its end and doubts may change."""
    rule = watch.rule
    if "end_ms" in rule.__struct_fields__:
        rule = msgspec.structs.replace(rule, end_ms=None)
    if isinstance(rule, GoodsRule) and rule.doubts:
        rule = msgspec.structs.replace(rule, doubts=())
    told = msgspec.json.encode((watch.detector, watch.start_ms, rule, *watch.voices))
    return hashlib.blake2b(told, digest_size=12).hexdigest()
