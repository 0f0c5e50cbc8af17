"""What a start command installs is needed at every start; what an image or a pipeline installs is not."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Status
from tests.unit.resolution.estate import Files, stage

COMPOSE = "services:\n  app:\n    image: registry.corp.internal/app:1\n    command: sh -c '{command}'\n"
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  template:
    spec:
      containers:
        - name: app
          image: registry.corp.internal/app:1
          command: [sh, -c, "COMMAND"]
"""


def stopping(files: Files, function: str) -> set[str]:
    """The parties that can stop a function alone."""
    return {
        cut.parties[0]
        for cut in stage(files).graph.switch_off
        if len(cut.parties) == 1 and function in cut.functions
    }  # fmt: skip


@pytest.mark.parametrize(
    "files",
    [
        {"docker-compose.yml": COMPOSE.format(command="apk add --no-cache curl && app")},
        {"k8s/app.yaml": DEPLOYMENT.replace("COMMAND", "apk add --no-cache curl && app")},
    ],
)
def test_what_a_start_command_installs_is_needed_at_a_start_and_to_recover(files: Files) -> None:
    assert "alpine-linux" in stopping(files, "restart") & stopping(files, "recover")
    assert "alpine-linux" not in stopping(files, "serve")
    assert stage(files).rehearsals.result("package-registry-gone").moments["restart"]["restart"] is Status.DOWN


@pytest.mark.parametrize(
    "files",
    [
        {"Dockerfile": "FROM registry.corp.internal/base:1\nRUN apk add --no-cache curl\n"},
        {"docker-compose.yml": COMPOSE.format(command="app # apk add curl")},
        {"docker-compose.yml": COMPOSE.format(command="echo apk add curl")},
        {"docker-compose.yml": COMPOSE.format(command="app") + "    # command: apk add curl\n"},
        {"tests/docker-compose.yml": COMPOSE.format(command="apk add --no-cache curl && app")},
        {".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: apk add curl\n"},
    ],
)
def test_what_an_image_a_pipeline_a_test_or_a_comment_installs_is_not(files: Files) -> None:
    assert "alpine-linux" not in stopping(files, "restart")


def test_what_is_built_with_and_what_is_started_with_are_told_apart() -> None:
    files = {
        "Dockerfile": "FROM registry.corp.internal/base:1\nRUN apk add --no-cache git\n",
        "docker-compose.yml": COMPOSE.format(command="apk add --no-cache curl && app"),
    }
    found = stage(files).graph
    cut = next(c for c in found.switch_off if c.parties == ("alpine-linux",) and "restart" in c.functions)
    assert found.place(cut.evidence) == "docker-compose.yml:4"
