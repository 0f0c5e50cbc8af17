"""No reader of code passes over, as not worth a look, what the catalog knows to talk to somebody outside."""

from __future__ import annotations

import re

import pytest

from sovassess.detectors.imports import csharp, go, javascript, php, python, rust
from tests.loaded import catalog

_READERS = {"csharp": csharp, "go": go, "javascript": javascript, "php": php, "python": python, "rust": rust}
# What draws or stores on the spot, tests, or counts for whoever comes to read it.
_AT_HOME = {
    "javascript-orms", "sqlalchemy", "sqlite", "key-value-files", "playwright", "loggers", "prometheus-client",
    "pyspark", "django-accounts",
}  # fmt: skip


@pytest.mark.parametrize("language", sorted(_READERS))
def test_what_the_catalog_knows_is_not_passed_over(language: str) -> None:
    quiet: re.Pattern[str] = vars(_READERS[language])["_QUIET"]
    passed = [
        f"{sdk.id}: {name}"
        for sdk in catalog().sdks
        for name in sdk.imports.get(language, ())
        if sdk.id not in _AT_HOME and quiet.match(f"{name}.x")
    ]
    assert passed == []


def test_what_only_draws_is_passed_over() -> None:
    quiet: re.Pattern[str] = vars(javascript)["_QUIET"]
    for name in ("react-icons.FaHome", "react-select.default", "react-native-svg.Path", "react.useState"):
        assert quiet.match(name), name
