"""Platforms that must be recognised from the first day: Fuzzball workflows, operating-system bases, MCP servers."""

from __future__ import annotations

import json

import pytest

from sovassess.model.enums import Operator, Role, Strength
from tests.unit.resolution.estate import dependencies, of_role, party, services, stage

FUZZBALL = """version: v1
volumes:
  data:
    reference: volume://user/ephemeral
    ingress:
      - source: {uri: s3://inputs/weights.tar, secret: secret://user/s3}
        destination: {uri: file://weights.tar}
    egress:
      - source: {uri: file://out.txt}
        destination: {uri: s3://outputs/out.txt, secret: secret://user/s3}
services:
  llm:
    image: {uri: docker://vllm/vllm-openai:v0.11.0}
    command: [vllm, serve, /data/model]
    network: {ports: [{name: http, port: 8000, protocol: tcp}]}
jobs:
  ask:
    image: {uri: oras://registry.corp.internal/tools/ask:1.0.0}
    env: [OPENAI_BASE_URL=http://llm:8000/v1]
    command: [python3, ask.py]
    mounts: {data: {location: /data}}
    resource: {cpu: {cores: 1}, memory: {size: 1GB}}
"""


@pytest.mark.parametrize("path", ["flow.fz", "workflows/flow.fz.yaml", "flow.yaml"])
def test_a_fuzzball_workflow_yields_its_images_stores_and_platform(path: str) -> None:
    all_of = dependencies({path: FUZZBALL})
    registries = {(party(e), e.host) for e in all_of if e.role is Role.REGISTRY and e.strength.core}
    assert any(who == "docker" for who, _ in registries)
    assert any(who == "self" and host == "registry.corp.internal" for who, host in registries)
    assert any(e.role is Role.CONTROL_PLANE for e in all_of)
    assert any(e.role is Role.DATA_STORE for e in all_of)
    assert any(e.service == "vllm" and e.operated_by is Operator.SELF for e in all_of)


def test_a_service_of_a_fuzzball_workflow_is_reached_by_its_name() -> None:
    found = services({"flow.fz": FUZZBALL})
    assert "host:llm" not in found
    assert "flow.fz" in str(found["vllm"].components)


def test_a_bucket_is_no_host_of_ones_own() -> None:
    stores = [e for e in dependencies({"flow.fz": FUZZBALL}) if e.role is Role.DATA_STORE]
    assert stores
    assert Operator.SELF not in {entry.operated_by for entry in stores}


def test_a_file_with_jobs_that_is_no_fuzzball_workflow_is_none() -> None:
    files = {"ci.yaml": "version: 2\njobs:\n  build:\n    steps: [{run: make}]\n"}
    assert not any(e.role is Role.CONTROL_PLANE for e in dependencies({**files, "a.txt": ""}))


BASES = [
    ("rockylinux:9", "rocky-linux", "supported"),
    ("quay.io/rockylinux/rockylinux:8-minimal", "rocky-linux", "supported"),
    ("registry.access.redhat.com/ubi9/ubi:9.4", "rhel", "supported"),
    ("registry.access.redhat.com/ubi8-minimal", "rhel", "supported"),
    ("centos:7", "centos", "ended"),
    ("quay.io/centos/centos:centos7", "centos", "ended"),
    ("registry.corp.internal/ciq/rlc-pro:9", "rlc", "supported"),
    ("registry.corp.internal/ciq/rlc-hardened:9.6", "rlc", "supported"),
]


@pytest.mark.parametrize(("image", "base", "state"), BASES)
def test_the_operating_system_under_an_image_is_known_with_its_state(image: str, base: str, state: str) -> None:
    items = stage({"Dockerfile": f'FROM {image}\nRUN dnf -y install python3\nCMD ["x"]\n'}).graph.items("base")
    assert [(item.fields["base"], item.fields["state"]) for item in items] == [(base, state)]


def test_centos_stream_is_not_centos_linux() -> None:
    items = stage({"Dockerfile": 'FROM quay.io/centos/centos:stream9\nCMD ["x"]\n'}).graph.items("base")
    assert [item.fields["base"] for item in items] == ["centos-stream"]


MCP = {
    "mcpServers": {
        "files": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/data"]},
        "own": {"command": "/opt/tools/own-server", "args": ["--stdio"]},
        "code": {"type": "http", "url": "https://api.githubcopilot.com/mcp/"},
        "inside": {"type": "http", "url": "http://tools.corp.internal:8080/mcp"},
    }
}


@pytest.mark.parametrize("path", [".mcp.json", ".cursor/mcp.json", "mcp.json", "claude_desktop_config.json"])
def test_remote_tools_are_told_from_local_ones(path: str) -> None:
    tools = of_role({path: json.dumps(MCP, indent=1)}, Role.TOOL_API)
    by_operator = {
        operator: {entry.service for entry in tools if entry.operated_by is operator} for operator in Operator
    }
    assert {"mcp:files", "mcp:own"} <= by_operator[Operator.SELF]
    assert any("tools.corp.internal" in name for name in by_operator[Operator.SELF])
    assert {party(entry) for entry in tools if entry.operated_by is Operator.VENDOR} == {"github"}


def test_a_local_tool_that_is_fetched_when_it_starts_needs_the_package_index() -> None:
    found = dependencies({"agent/mcp.json": json.dumps(MCP, indent=1)})
    fetched = [e for e in found if e.role is Role.REGISTRY and e.strength.live]
    assert fetched
    assert all("start" in [phase.value for phase in entry.phases] for entry in fetched)


def test_a_configuration_of_servers_for_an_editor_is_read_and_stays_tooling() -> None:
    config = {"servers": {"a": {"type": "http", "url": "https://api.githubcopilot.com/mcp/"}}}
    found = dependencies({".vscode/mcp.json": json.dumps(config)})
    assert [(party(entry), entry.strength) for entry in found] == [("github", Strength.DEV)]


def test_what_a_developers_own_agent_is_configured_with_is_tooling() -> None:
    found = dependencies({".mcp.json": json.dumps(MCP), ".claude/settings.json": json.dumps({"mcpServers": {}})})
    assert {entry.strength for entry in found} == {Strength.DEV}


@pytest.mark.parametrize(
    ("server", "party_of_tool", "index"),
    [
        ({"url": "https://api.githubcopilot.com/mcp/"}, "github", None),
        ({"command": "npx", "args": ["-y", "mcp-remote", "https://api.githubcopilot.com/mcp/"]}, "github", None),
        ({"command": "npx", "args": ["-y", "@corp/server"]}, "self", "npm"),
        ({"command": "uvx", "args": ["corp-server"]}, "self", "python-software-foundation"),
        ({"command": "deno", "args": ["run", "npm:corp-server"]}, "self", "npm"),
        ({"command": "dnx", "args": ["Corp.Server"]}, "self", "microsoft"),
        ({"command": "go", "args": ["run", "example.com/corp/server@latest"]}, "self", "google"),
        ({"command": "go", "args": ["run", "./cmd/server"]}, "self", None),
        ({"command": "node", "args": ["npm:server.js"]}, "self", None),
        ({"command": "/opt/server", "args": ["https://api.githubcopilot.com/mcp/"]}, "self", None),
    ],
)
def test_the_command_of_a_tool_server_says_who_answers(
    server: dict[str, object], party_of_tool: str, index: str | None
) -> None:
    found = dependencies({"agent/settings.json": json.dumps({"mcpServers": {"a": server}})})
    assert {party(entry) for entry in found if entry.role is Role.TOOL_API} == {party_of_tool}
    live = {party(entry) for entry in found if entry.role is Role.REGISTRY and entry.strength.live}
    assert (index in live) if index else not live


@pytest.mark.parametrize(
    "path", [".junie/mcp/mcp.json", ".zed/settings.json", ".amazonq/mcp.json", "crush.json", "a.code-workspace"]
)
def test_servers_for_the_agent_that_somebody_writes_code_with_are_tooling(path: str) -> None:
    key = {"crush.json": "mcp", ".zed/settings.json": "context_servers", "a.code-workspace": "mcpServers"}
    settings = {key.get(path, "mcpServers"): {"a": {"url": "https://api.githubcopilot.com/mcp/"}}}
    assert {entry.strength for entry in dependencies({path: json.dumps(settings)})} == {Strength.DEV}
