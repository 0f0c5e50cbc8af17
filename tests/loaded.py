"""What the package brings, read once for all tests of a process: its catalog with the indexes, rubrics and scenarios.

None of these can be changed once read, and reading them takes longer than most trees here. Whoever tests the reading
itself asks the readers and not these.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from sovassess import pipeline
from sovassess.catalog import load, reading
from sovassess.catalog.catalog import Catalog
from sovassess.catalog.load import Entries, load_entries
from sovassess.catalog.written import parse_struct
from sovassess.rubric.load import LoadedRubric, available, load_rubric
from sovassess.scenario.load import load_scenarios
from sovassess.scenario.model import Scenario


@cache
def compiled() -> Path:
    """A folder for the compiled catalog, made once for each process and removed at its end."""
    folder = tempfile.mkdtemp(prefix="sovassess-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def shipped() -> Entries:
    """The entries of the package."""
    return load_entries(cache=compiled())


@cache
def catalog() -> Catalog:
    """The catalog of the package."""
    return Catalog(shipped())


def entries_once(own: Sequence[Path] = (), *, cache: Path | None = None) -> Entries:
    """In place of `load_entries`: an organisation's own entries are read anew, since a test may change them."""
    return load_entries(own, cache=cache or compiled()) if own else shipped()


def catalog_once(entries: Entries) -> Catalog:
    """In place of `Catalog`: the one of the package has made its indexes already."""
    return catalog() if entries is shipped() else Catalog(entries)


@cache
def _rubric(name: str) -> LoadedRubric:
    return load_rubric(name)


def rubric_once(name: str = pipeline.DEFAULT_RUBRIC) -> LoadedRubric:
    """In place of `load_rubric`: a rubric in a file of one's own is read anew."""
    return _rubric(name) if name in available() else load_rubric(name)


@cache
def _scenarios() -> dict[str, Scenario]:
    return load_scenarios()


def scenarios_once() -> dict[str, Scenario]:
    """In place of `load_scenarios`."""
    return dict(_scenarios())


_parsed_once = cache(parse_struct)
"""Equal bytes are one entry: the thousand files of the package are parsed once, whoever asks for them."""


@contextmanager
def loaded_once() -> Generator[None]:
    """The pipeline reads what the package brings once, and not once for each tree."""
    with (
        patch.object(load, "parse_struct", _parsed_once),
        patch.object(reading, "parse_struct", _parsed_once),
        patch.object(pipeline, "load_entries", entries_once),
        patch.object(pipeline, "Catalog", catalog_once),
        patch.object(pipeline, "load_rubric", rubric_once),
        patch.object(pipeline, "load_scenarios", scenarios_once),
    ):
        yield
