"""For every test: what the package brings is read once in a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.loaded import loaded_once


@pytest.fixture(scope="session", autouse=True)
def _loaded_once() -> Iterator[None]:  # pyright: ignore[reportUnusedFunction] - pytest uses it
    with loaded_once():
        yield
