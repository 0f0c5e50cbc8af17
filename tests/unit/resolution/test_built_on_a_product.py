"""An image that is built on a product's own runs that product; one that copies from it or serves pages may not."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Operator
from tests.unit.resolution.estate import dependencies


def own(dockerfile: str, name: str = "store/Dockerfile") -> set[str]:
    return {e.service or "" for e in dependencies({name: dockerfile}) if e.operated_by is Operator.SELF}


@pytest.mark.parametrize(
    ("base", "service"),
    [("postgres:18-alpine", "postgresql"), ("collabora/code:26", "onlyoffice-collabora"), ("redis:8", "redis")],
)
def test_what_is_built_on_a_server_is_that_server(base: str, service: str) -> None:
    assert own(f"FROM {base}\nCOPY start.sh /start.sh\n") == {service}


@pytest.mark.parametrize(
    "text",
    [
        "FROM postgres:18 AS tools\nFROM debian:13\nCOPY --from=tools /usr/bin/psql /usr/bin/\n",
        "FROM debian:13\n# FROM postgres:18\n",
        "FROM nginx:alpine\nCOPY dist /usr/share/nginx/html\n",
        "FROM python:3.14\nRUN echo FROM postgres:18\n",
    ],
)
def test_what_is_copied_from_one_or_carried_by_one_is_not(text: str) -> None:
    assert own(text) == set()
