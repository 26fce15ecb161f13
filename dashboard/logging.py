"""How log lines look: for people or for machines, and never with the values a program held when it failed."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Literal

import structlog


class Lines(structlog.PrintLogger):
    """Lines on standard output, as long as it takes them: a full disk under the log must not end the work."""

    def msg(self, message: str) -> None:
        """Write a line, or leave it."""
        with suppress(OSError, ValueError):
            super().msg(message)

    log = debug = info = warn = warning = err = error = critical = exception = failure = fatal = msg


def logged(form: Literal["console", "json"]) -> None:
    """Set the form of this process's log lines."""
    stamps: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    machine = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=[*stamps, *(machine if form == "json" else [plain])], logger_factory=lambda *_: Lines()
    )
