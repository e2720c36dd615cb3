"""What can go wrong without anything being broken: told in a sentence, without a traceback."""

from __future__ import annotations

from alerts.errors import AlertsError
from api.errors import ApiError
from ingest.errors import IngestError
from simulators.errors import SimulatorError

EXPECTED = (ApiError, IngestError, AlertsError, SimulatorError)
