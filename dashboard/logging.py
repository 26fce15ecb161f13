"""How log lines look: for people or for machines, and never with the values a program held when it failed."""

from __future__ import annotations

from typing import Any, Literal

import structlog


def logged(form: Literal["console", "json"]) -> None:
    """Set the form of this process's log lines."""
    stamps: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    machine = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(processors=[*stamps, *(machine if form == "json" else [plain])])
