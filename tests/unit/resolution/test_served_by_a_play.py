"""What a play leaves running is one's own, where its unit or its role bears a product's name in full."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Operator
from tests.unit.resolution.estate import dependencies


def own(tasks: str) -> set[str]:
    files = {"site.yml": f"---\n- hosts: all\n  tasks:\n{tasks}"}
    return {e.service or "" for e in dependencies(files) if e.operated_by is Operator.SELF}


@pytest.mark.parametrize(
    ("tasks", "service"),
    [
        ("    - service: {name: mysql, state: started}\n", "mysql"),
        ("    - ansible.builtin.systemd: {name: squid.service, enabled: true}\n", "squid"),
        ("    - include_role: {name: geerlingguy.postgresql}\n", "postgresql"),
        ("    - ansible.builtin.import_role: {name: prometheus.prometheus.prometheus}\n", "prometheus"),
    ],
)
def test_a_unit_and_a_role_of_a_product_run_it(tasks: str, service: str) -> None:
    assert own(tasks) == {service}


@pytest.mark.parametrize(
    "tasks",
    [
        "    - service: {name: mysql, state: stopped}\n",
        "    - include_role: {name: gateway}\n",
        "    - include_role: {name: mysql-client}\n",
        "    - debug: {msg: service mysql started}\n",
    ],
)
def test_what_is_stopped_or_only_sounds_like_one_does_not(tasks: str) -> None:
    assert own(tasks) == set()
