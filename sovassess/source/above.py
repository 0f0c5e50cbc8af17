"""Where the settings that apply to a path lie. It reads none of them."""

from __future__ import annotations

from pathlib import Path

from sovassess.source.rules import OWN_SETTINGS


def find_settings(start: Path) -> Path | None:
    """The settings file that applies to a path: in its folder or above, up to the root of the checkout."""
    folder = start.resolve() if start.is_dir() else start.resolve().parent
    for candidate in (folder, *folder.parents):
        for name in OWN_SETTINGS:
            if (candidate / name).is_file():
                return candidate / name
        if (candidate / ".git").exists():
            return None
    return None
