"""How lines of the log are written: events with fields, never what people wrote."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import structlog

from bot.desk_settings import LogForm

if TYPE_CHECKING:
    from typing import TextIO

    from structlog.typing import Processor

    from bot.desk_settings import LogSection


def _as_text(*, colors: bool) -> list[Processor]:
    """Tracebacks without the values in them: those hold what people wrote."""
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]


def _as_json() -> list[Processor]:
    traces = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    return [structlog.processors.ExceptionRenderer(traces), structlog.processors.JSONRenderer()]


def write_logs(section: LogSection, out: TextIO) -> None:
    """From now on, to `out`; libraries are heard from warnings on."""
    as_text = section.form is LogForm.TEXT or (section.form is LogForm.AUTO and out.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    form = _as_text(colors=out.isatty()) if as_text else _as_json()
    structlog.configure(
        processors=[*shared, *form],
        wrapper_class=structlog.make_filtering_bound_logger(section.level),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=out, format="%(levelname)s %(name)s")
    logging.getLogger("aiohttp.server").addFilter(_is_ours)


def _is_ours(record: logging.LogRecord) -> bool:
    """What is no HTTP is answered and nobody's mistake here; its error holds what was sent."""
    error = record.exc_info[1] if record.exc_info else None
    return type(error).__module__ != "aiohttp.http_exceptions"
