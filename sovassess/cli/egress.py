"""`sovassess egress`: write a policy from an assessment, list the formats of recordings."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.load import load_entries
from sovassess.catalog.ranges import shipped_ranges
from sovassess.cli.gate import load
from sovassess.cli.kept import kept_folder
from sovassess.cli.output import write
from sovassess.cli.scan import egress_file, plain_request
from sovassess.documents import nearest
from sovassess.egress.registry import FORMATS
from sovassess.errors import SovassessError
from sovassess.pipeline import assess
from sovassess.policies.allowed import plan
from sovassess.policies.registry import WRITERS


def policy(path: Path, form: str, egress: tuple[str, ...], output: str) -> int:
    """Write the policy in the form of that name; always 0."""
    if form not in WRITERS:
        raise SovassessError(
            f"there is no policy form {form!r}{nearest(form, tuple(WRITERS))}; known: {', '.join(WRITERS)}"
        )
    if path.suffix == ".json" and path.is_file():
        if egress:
            raise SovassessError(
                f"{path} is an assessment, which holds its recordings already; --egress is for a folder"
            )
        assessment = load(path)
    else:
        files = tuple(egress_file(entry) for entry in egress)
        assessment = assess(msgspec.structs.replace(plain_request(path), egress=files))
    catalog = Catalog(load_entries(cache=kept_folder()))
    hosts = {identifier: entry.service.hosts for identifier, entry in catalog.services.items()}
    write(WRITERS[form](plan(assessment, hosts, shipped_ranges().networks)), output)
    return 0


def formats() -> int:
    """Print each format with its names; always 0."""
    for entry in FORMATS:
        names = ", ".join((entry.id, *entry.aliases))
        print(f"{names:40} {entry.title}")
    return 0
