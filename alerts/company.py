"""Company: watches that are folded together, as each of them knows it."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from alerts.share import Share

Member_contra = TypeVar("Member_contra", contravariant=True)


class Company(Protocol[Member_contra]):
    """Watches that are folded together."""

    def state_of(self, runner: Member_contra) -> Any:  # noqa: ANN401 - each detector has its own
        """Return the state of one of them."""
        ...

    def share_of(self, runner: Member_contra) -> tuple[int, Share] | None:
        """Return under which number the ledger knows them, and this one's share; None: it does not yet."""
        ...

    def let_go(self, runner: Member_contra) -> None:
        """Let one of them go by itself."""
        ...
