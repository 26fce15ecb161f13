"""Have a Chromium for the browser tests, and strace: Debian's where apt and root are at hand, else advice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BESIDE = ("fonts-noto-cjk", "strace")
BROWSERS = ("chromium-headless-shell", "chromium")  # the first draws no window and is quicker


def browser() -> str | None:
    """The path of a Chromium on this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's Chromium, a Chinese font and strace, as root and with apt."""
    put = ("install", "-y", "--no-install-recommends")
    if got("update") and got(*put, *BESIDE):
        any(got(*put, name) for name in BROWSERS)


def got(*words: str) -> bool:
    """Whether apt has done this; if not, it says why."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", "-qq", *words], env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode:
        print(done.stderr.strip()[-400:], file=sys.stderr)
    return done.returncode == 0


def main() -> int:
    """Install where possible; say how to get one elsewhere; fail only where CI would pass without one."""
    if not browser() and shutil.which("apt-get") and os.geteuid() == 0:
        print("安装浏览器供测试 · installing a browser for the tests", flush=True)
        install()
    if not browser():
        print("没有 Chromium，浏览器测试将跳过，请安装 · no Chromium: browser tests are skipped, install it")
        return 1 if os.environ.get("CI") == "true" else 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
