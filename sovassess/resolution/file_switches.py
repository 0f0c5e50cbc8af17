"""Settings of files and resources that switch something off, by section and name, as variables would spell them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sovassess.model.enums import Context
from sovassess.model.observations import Fact
from sovassess.model.scan import FileObservations


def file_switches(files: Sequence[FileObservations]) -> frozenset[tuple[str, str]]:
    """`ANALYTICS_REPORTING_ENABLED` and `false` for `analytics: {reporting_enabled: false}`, in what is shipped."""
    found: set[tuple[str, str]] = set()
    for file in files:
        if file.context is not Context.PRODUCTION:
            continue
        for observation in file.observations:
            if isinstance(observation, Fact) and observation.kind == "switch":
                fields = dict(observation.fields)
                key, _, value = fields.get("value", "").rpartition("=")
                section = re.split(r"[.\-]", key)[-2:]
                if fields.get("setting") == "file" and len(section) == 2:
                    found.add(("_".join(section).upper(), value))
    return frozenset(found)
