"""A picture that is fetched for each website or person is a call; one picture that is shown beside a text is none."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Strength
from tests.unit.resolution.estate import dependencies


def found(text: str, name: str = "src/constants.ts") -> dict[str, Strength]:
    files = {"package.json": '{"name": "a"}', name: text}
    return {e.service: e.strength for e in dependencies(files)}


@pytest.mark.parametrize(
    "text",
    [
        "export const FAVICON_URL = 'https://icons.duckduckgo.com/ip3/{{domain}}.ico';\n",
        "export const iconUrl = 'https://icons.duckduckgo.com/ip3/?site=';\n",
    ],
)
def test_an_address_of_icons_with_a_gap_is_asked_each_time(text: str) -> None:
    assert found(text) == {"duckduckgo-icons": Strength.DEFAULT}


def test_the_same_stands_in_other_languages() -> None:
    text = "class Icons {\n    const FAVICON_URL = 'https://icons.duckduckgo.com/ip3/%s.ico';\n}\n"
    assert found(f"<?php\n{text}", "src/Icons.php") == {"duckduckgo-icons": Strength.DEFAULT}
    assert found('AVATAR_URL = "https://icons.duckduckgo.com/ip3/{domain}.ico"\n', "icons.py") != {}


@pytest.mark.parametrize(
    "text",
    [
        "export const FAVICON_URL = 'https://icons.duckduckgo.com/ip3/example.org.ico';\n",
        "export const DOCS_URL = 'https://icons.duckduckgo.com/ip3/{{domain}}.ico';\n",
        "// export const FAVICON_URL = 'https://icons.duckduckgo.com/ip3/{{domain}}.ico';\n",
    ],
)
def test_a_picture_without_a_gap_a_link_and_a_comment_are_none(text: str) -> None:
    assert found(text) == {}
