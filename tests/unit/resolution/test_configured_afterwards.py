"""A client that takes its settings from an object does not talk to where its library would by itself."""

from __future__ import annotations

import pytest

from tests.unit.resolution.estate import dependencies

MADE = 'from celery import Celery\n\napp = Celery("shop")\n'


def services(text: str) -> set[str | None]:
    return {e.service for e in dependencies({"shop/tasks_app.py": text})}


def test_a_client_that_is_configured_from_an_object_is_asked_at_an_unknown_address() -> None:
    later = 'app.config_from_object("django.conf:settings", namespace="CELERY")\n'
    assert services(MADE + later) == {"unresolved:celery"}


@pytest.mark.parametrize("later", ["", "# app.config_from_object('x')\n", "app.autodiscover_tasks()\n"])
def test_without_that_the_library_decides(later: str) -> None:
    assert services(MADE + later) == {"rabbitmq"}


def test_an_address_of_its_own_stays() -> None:
    text = MADE.replace('"shop")', '"shop", broker="redis://queue:6379")')
    assert services(text + 'app.config_from_object("x")\n') == {"redis"}
