"""What whoever holds the tree runs itself: servers told by commands, stores and accounts inside the program."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Operator, Role
from tests.unit.resolution.estate import Files, dependencies


def _self_run(files: Files) -> set[tuple[str, Role]]:
    return {(d.service, d.role) for d in dependencies(files) if d.operated_by is Operator.SELF and d.strength.live}


def _pod(command: str) -> Files:
    return {
        "deploy/job.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cache}\nspec:\n  template:\n"
        "    spec:\n      containers:\n      - name: main\n        image: registry.corp.internal/tools:1\n"
        f"        command: {command}\n"
    }


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ('["/opt/venv/bin/lmcache_server", "0.0.0.0"]', ("lmcache", Role.DATA_STORE)),
        ('["redis-server", "--port", "6379"]', ("redis", Role.DATA_STORE)),
        ('["sh", "-c", "exec qdrant --host 0.0.0.0"]', ("qdrant", Role.VECTOR_DB)),
        ('["python3", "-m", "sglang.launch_server", "--port", "1"]', ("sglang", Role.MODEL_SERVER)),
    ],
)
def test_a_server_is_told_by_the_command_that_starts_it_whatever_the_image(
    command: str, expected: tuple[str, Role]
) -> None:
    assert expected in _self_run(_pod(command))


@pytest.mark.parametrize(
    "command",
    [
        '["clickhouse", "client", "--host", "db"]',
        '["az", "network", "start", "--port", "80"]',
        '["sh", "-c", "echo redis-server --port 6379"]',
        '["sh", "-c", "# redis-server --port 6379"]',
        '["vault", "login", "--addr", "x"]',
    ],
)
def test_a_program_that_asks_or_only_names_a_server_is_none(command: str) -> None:
    assert {service for service, _ in _self_run(_pod(command))} <= {"host:registry.corp.internal"}


EMBEDDED: list[tuple[str, str, str, Role]] = [
    ("app/a.py", "import sqlite3\nc = sqlite3.connect('jobs.db')\n", "sqlite", Role.DATA_STORE),
    ("app/a.py", "import faiss\ni = faiss.IndexFlatIP(4)\n", "faiss", Role.VECTOR_DB),
    ("src/a.ts", "import D from 'better-sqlite3';\nconst d = new D('a.db');\n", "sqlite", Role.DATA_STORE),
    ("src/a.rs", 'use rusqlite::Connection;\nfn f() { Connection::open("a.db"); }\n', "sqlite", Role.DATA_STORE),
    ("a.cs", 'using Microsoft.Data.Sqlite;\nvar c = new SqliteConnection("a");\n', "sqlite", Role.DATA_STORE),
    ("main.go", 'package main\nimport "go.etcd.io/bbolt"\nfunc f() { d, _ := bbolt.Open("a.db", 0600, nil); _ = d }\n',
     "key-value-files", Role.DATA_STORE),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "service", "role"), EMBEDDED)
def test_a_store_inside_the_program_is_run_by_whoever_runs_the_program(
    path: str, text: str, service: str, role: Role
) -> None:
    assert (service, role) in _self_run({path: text})


def test_an_import_of_an_embedded_store_alone_says_nothing() -> None:
    assert _self_run({"app/a.py": "import sqlite3\nimport faiss\n# sqlite3.connect('x')\n"}) == set()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "app/auth.ts",
            "import Credentials from 'next-auth/providers/credentials';\nexport const p = [Credentials({})];\n",
        ),
        ("app/models.py", "from django.contrib.auth.models import AbstractUser\nclass User(AbstractUser): pass\n"),
        ("A.java", "import org.springframework.security.core.userdetails.UserDetailsService;\nclass A {}\n"),
        ("A.cs", "using Microsoft.AspNetCore.Identity;\nclass A {}\n"),
    ],
)  # fmt: skip
def test_accounts_that_a_program_keeps_itself_are_identity_of_its_own(path: str, text: str) -> None:
    assert ("own-accounts", Role.IDENTITY) in _self_run({path: text})


def test_a_provider_of_somebody_else_is_no_account_of_ones_own() -> None:
    text = "import GitHub from 'next-auth/providers/github';\nexport const p = [GitHub({})];\n"
    assert ("own-accounts", Role.IDENTITY) not in _self_run({"app/auth.ts": text})
    assert _self_run({"tests/test_a.py": "import sqlite3\nc = sqlite3.connect('x.db')\n"}) == set()


def test_a_file_server_that_runs_from_its_image_is_a_store() -> None:
    files = {"compose.yaml": "services:\n  files:\n    image: filebrowser/filebrowser:v2\n"}
    assert ("file-services", Role.DATA_STORE) in _self_run(files)
