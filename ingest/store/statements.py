"""What the embedded store says to DuckDB; ``batch`` are the columns of the readings that it is about."""

from __future__ import annotations

from ingest.store.chart import OBSERVED

INSERT = """INSERT INTO fresh SELECT series, observed_at_ms, value, received_at_ms, flags,
    CASE WHEN isnan(raw_value) THEN NULL ELSE raw_value END FROM batch
"""
INSERT_MISSING = f"""{INSERT}
    WHERE NOT EXISTS (FROM fresh AS old WHERE old.series = batch.series
        AND old.observed_at_ms = batch.observed_at_ms AND old.observed_at_ms BETWEEN $first_ms AND $last_ms)
    AND NOT EXISTS (FROM settled AS old WHERE old.series = batch.series
        AND old.observed_at_ms = batch.observed_at_ms AND old.observed_at_ms BETWEEN $first_ms AND $last_ms)
"""
SETTLE = "INSERT INTO settled FROM fresh ORDER BY series, observed_at_ms"
WHOLE = f"""FROM {OBSERVED} SELECT observed_at_ms, value, received_at_ms, flags, raw_value
    ORDER BY observed_at_ms LIMIT $limit
"""
CORRECT = """SET value = batch.value,
        raw_value = CASE WHEN isnan(batch.raw_value) THEN NULL ELSE batch.raw_value END
    FROM batch WHERE old.series = batch.series AND old.observed_at_ms = batch.observed_at_ms
        AND old.observed_at_ms BETWEEN $first_ms AND $last_ms
"""
NEWEST = """
    SELECT device, quantity, observed_at_ms, value, received_at_ms, flags, raw_value, readings
    FROM series JOIN (
        SELECT series AS id, max(observed_at_ms) AS observed_at_ms, arg_max(value, observed_at_ms) AS value,
            arg_max(received_at_ms, observed_at_ms) AS received_at_ms,
            arg_max(flags, observed_at_ms) AS flags,
            arg_max_null(raw_value, observed_at_ms) AS raw_value, count(*) AS readings
        FROM (FROM settled UNION ALL FROM fresh) GROUP BY series
    ) USING (id) ORDER BY id
"""
