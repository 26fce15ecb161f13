"""A small disk of its own, for tests of what a full or read-only one does."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def small_disk(tmp_path) -> Path:
    """Five megabytes of file system."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mount.returncode:
        pytest.skip("mounting a small disk needs root; the limit on pages above tells the same")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)
