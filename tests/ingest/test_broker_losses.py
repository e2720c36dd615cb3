"""What a broker says that it lost."""

from __future__ import annotations

import pytest

from ingest.broker_losses import BrokerLosses


@pytest.mark.parametrize("payload", [b"", b"many", b"-1", b"9" * 5_000, b"\xff"])
def test_what_is_no_count_hurts_nobody(payload: bytes) -> None:
    """Whatever stands where a broker tells its count, the last count stays and the subscriber goes on."""
    losses = BrokerLosses("field")
    losses.told(b"7")
    losses.told(payload)
    assert losses.dropped_messages == 7
    losses.told(b"8")
    assert losses.dropped_messages == 8
