"""Where the log goes when Coldframe runs as a program: one line per event, to the given stream."""

from __future__ import annotations

import logging
from typing import TextIO

import structlog

_NOISY = ("amqtt", "transitions", "asyncio", "httpx", "httpcore", "alembic", "apprise")


def write_logs_to(stream: TextIO, level: int = logging.WARNING) -> None:
    """Send everything from *level* on to *stream*, ours and that of libraries."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.dev.ConsoleRenderer(
                colors=stream.isatty(),
                exception_formatter=structlog.dev.plain_traceback,  # no values of variables
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        stream=stream, level=level, format="%(asctime)s [%(levelname)s] %(name)s: %(message)s"
    )
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
