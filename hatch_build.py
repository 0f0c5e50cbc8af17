"""Put the compiled catalog into the wheel, so that a first scan does not spend a second on a thousand YAML files.

It is read from the very files that the wheel holds and carries their digest; beside other files it is not used.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogIndex(BuildHookInterface):
    """The hook that hatchling finds by this file's name."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalog into the build folder and have it included. An editable installation keeps none."""
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from sovassess.catalog.load import load_entries, write_compiled  # noqa: PLC0415 - after the path is set
        finally:
            sys.path.remove(self.root)
        written = write_compiled(load_entries(), Path(self.root) / "build" / "catalog")
        if written is None:
            raise OSError("the compiled catalog cannot be written to build/catalog")
        build_data["force_include"][str(written)] = f"sovassess/catalog/{written.name}"
