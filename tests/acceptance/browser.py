"""Finds Debian's Chromium and opens a page in it with the network off; downloads no browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """The path of a Chromium binary, "" if there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), "")


def missing() -> str:
    """What the browser tests lack here, in one sentence; "" if they can run."""
    if not chromium():
        return "no Chromium found: install Debian's package chromium to run the browser tests"
    if find_spec("playwright") is None:
        return "playwright is not installed: install sovassess[browser] to run the browser tests"
    return ""


def in_ci() -> bool:
    """True where a skipped browser test must count as a failure."""
    return os.environ.get("CI", "").lower() == "true"


@contextmanager
def launched() -> Generator[Browser]:
    """A headless Chromium with a fresh profile."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A page opened from a file with the network off; `requests` and `complaints` are what it asked and logged."""

    def __init__(self, browser: Browser, path: Path, **context: Any) -> None:
        settings: dict[str, Any] = {
            "viewport": {"width": 1280, "height": 800},
            "offline": True,
            "reduced_motion": "reduce",
            **context,
        }
        self.path = path
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._context = browser.new_context(**settings)
        self.page: Page = self._context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, fragment: str = "") -> Page:
        """Load the page, at `fragment` if one is given."""
        self.page.goto(self.path.as_uri() + fragment)
        return self.page

    def close(self) -> None:
        """Give the browser its memory back."""
        self._context.close()
