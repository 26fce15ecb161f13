"""Progress bars for long work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

Told = Callable[[int, int], None]
"""Told how much of how much is done."""


@contextmanager
def bar(words: str) -> Iterator[Told]:
    """A bar that moves as it is told `(done, total)`."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(words, total=None)

        def told(done: int, total: int) -> None:
            progress.update(task, completed=done, total=max(total, 1))

        yield told
