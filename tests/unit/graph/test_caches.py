"""Mirrors before public registries: for whom they stand, and that they count only for what a list says they hold."""

from __future__ import annotations

from sovassess.graph.caches import caches_of
from sovassess.graph.graph import DependencyGraph
from sovassess.graph.subject import Declared, Subject
from sovassess.model.enums import Status
from tests.unit.resolution.estate import TODAY, stage

HOSTS = 'server = "https://registry-1.docker.io"\n\n[host."https://cache.corp.internal"]\n  capabilities = ["pull"]\n'
RUN = "services:\n  db: {image: 'postgres:16'}\n  web: {image: 'ghcr.io/someone/web:1'}\n"
BUNDLE = """kind: ZarfPackageConfig
metadata: {name: shop}
components:
  - name: all
    required: true
    images:
      - docker.io/library/postgres:16
"""
ESTATE = {"docker-compose.yml": RUN, "node/certs.d/docker.io/hosts.toml": HOSTS}


def _status(files: dict[str, str], function: str) -> Status:
    result = stage(files).rehearsals.result("container-registry-denies(docker-hub)")
    (status,) = result.functions[function].values()
    return status


def test_without_a_cache_a_restart_stops_when_the_registry_refuses() -> None:
    assert _status({"docker-compose.yml": RUN}, "restart") is Status.DOWN


def test_a_cache_of_which_nobody_says_what_it_holds_leaves_a_restart_unknown() -> None:
    assert _status(ESTATE, "restart") is Status.UNKNOWN


def test_a_cache_that_holds_all_images_by_a_list_keeps_a_restart_up_and_no_patch() -> None:
    listed = {**ESTATE, "bundle/zarf.yaml": BUNDLE}
    assert _status(listed, "restart") is Status.UP
    assert _status(listed, "patch") is Status.DOWN


def test_a_list_that_names_other_images_does_not_help() -> None:
    other = BUNDLE.replace("postgres:16", "postgres:15")
    assert _status({**ESTATE, "bundle/zarf.yaml": other}, "restart") is Status.UNKNOWN


def test_a_cache_stands_before_its_own_upstream_only() -> None:
    built = stage(ESTATE)
    graph = built.graph
    found = caches_of(Subject(built.resolution, built.scan.coverage, Declared(), TODAY))
    assert isinstance(graph, DependencyGraph)
    assert {key.partition("/")[0] for key in found} == {"docker-hub"}


def test_somebody_elses_mirror_is_no_store_of_ones_own() -> None:
    hosted = HOSTS.replace("cache.corp.internal", "mirror.gcr.io")
    assert _status({"docker-compose.yml": RUN, "node/certs.d/docker.io/hosts.toml": hosted}, "restart") is Status.DOWN
