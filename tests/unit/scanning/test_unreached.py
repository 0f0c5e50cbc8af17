"""A module beside a started program is an option only where no file can start, import or name it."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Strength
from tests.unit.resolution.estate import dependencies

CLIENT = (
    "from openai import OpenAI\n\n\ndef ask(text):\n    return OpenAI().responses.create(model='gpt-5.5', input=text)\n"
)
IMAGE = "FROM registry.corp.internal/python:3.13\nCOPY . .\n"
PYTHON = {
    "svc/Dockerfile": IMAGE + 'CMD ["python", "app/server.py"]\n',
    "svc/requirements.txt": "openai==2.0.0\n",
    "svc/app/__init__.py": "",
    "svc/app/server.py": "from http.server import HTTPServer\n\nHTTPServer(('', 8000), None).serve_forever()\n",
    "svc/app/summaries.py": CLIENT,
}


def _found(files: dict[str, str]) -> tuple[Strength, str]:
    [one] = [one for one in dependencies(files) if one.service == "openai-api"]
    return one.strength, one.reason


def _strength(changes: dict[str, str]) -> Strength:
    return _found({**PYTHON, **changes})[0]


def test_a_module_that_nothing_imports_is_an_option_with_its_reason() -> None:
    assert _found(PYTHON) == (Strength.OPTIONAL, "no file imports or starts summaries.py")


@pytest.mark.parametrize(
    "command",
    [
        "CMD python -m app.server\n",
        'CMD ["uvicorn", "app.server:app", "--host", "0.0.0.0"]\n',
        'ENTRYPOINT ["gunicorn", "-w", "4", "app.server:create()"]\n',
        "CMD exec python3.13 -u /srv/svc/app/server.py\n",
        'CMD ["celery", "-A", "app.server", "worker"]\n',
    ],
)
def test_what_is_started_is_told_in_other_ways_too(command: str) -> None:
    changes = {"svc/Dockerfile": IMAGE + command}
    if "/srv" in command:
        changes |= {"svc/server.py": "import http.server\n", "svc/summaries.py": CLIENT, "svc/app/summaries.py": ""}
    assert _strength(changes) is Strength.OPTIONAL


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"svc/app/server.py": "from app import summaries\n"}, id="from-package"),
        pytest.param({"svc/app/server.py": "from . import summaries\n"}, id="relative"),
        pytest.param({"svc/app/server.py": "from .summaries import ask\n"}, id="relative-name"),
        pytest.param({"svc/app/server.py": "import app.summaries as s\n"}, id="import"),
        pytest.param({"svc/app/server.py": "from app import (\n    other,\n    summaries,\n)\n"}, id="in-brackets"),
        pytest.param({"svc/app/server.py": "from app import other, \\\n    summaries\n"}, id="continued"),
        pytest.param({"svc/app/server.py": "if True:\n    from app.summaries import ask\n"}, id="inside"),
        pytest.param({"svc/app/server.py": "importlib.import_module('app.summaries')\n"}, id="by-name"),
        pytest.param({"svc/app/server.py": "importlib.import_module(f'app.{x}')\n"}, id="computed"),
        pytest.param({"svc/app/server.py": "import pkgutil\npkgutil.iter_modules(['app'])\n"}, id="walked"),
        pytest.param({"svc/app/server.py": "LAZY = {'ask': 'summaries'}\n"}, id="table-of-names"),
        pytest.param({"svc/app/server.py": "app.conf.include = ['app.summaries']\n"}, id="celery-include"),
        pytest.param({"svc/app/server.py": "celery.autodiscover_tasks()\n"}, id="autodiscovered"),
        pytest.param({"svc/app/server.py": "INSTALLED_APPS = ['app']\n"}, id="django"),
        pytest.param({"svc/app/server.py": "subprocess.run(['python', 'app/summaries.py'])\n"}, id="subprocess"),
        pytest.param({"svc/app/server.py": "uvicorn.run('app.summaries:app')\n"}, id="uvicorn-string"),
        pytest.param({"svc/app/server.py": "from app import *\n"}, id="star"),
        pytest.param({"svc/app/__init__.py": "__all__ = ['summaries']\n"}, id="listed"),
        pytest.param({"svc/app/__init__.py": "from .summaries import *\n"}, id="handed-on"),
        pytest.param({"svc/pyproject.toml": "[project.scripts]\nsum = 'app.summaries:ask'\n"}, id="entry-point"),
        pytest.param({"svc/setup.cfg": "[options.entry_points]\nx =\n  a = app.summaries:ask\n"}, id="plugin"),
        pytest.param({"svc/Procfile": "job: python -m app.summaries\n"}, id="procfile"),
        pytest.param({"svc/start.sh": "python app/summaries.py &\n"}, id="shell"),
        pytest.param({"svc/Makefile": "run:\n\tpython -m app.summaries\n"}, id="makefile"),
        pytest.param({"compose.yaml": "services:\n a:\n  command: python -m app.summaries\n"}, id="compose"),
        pytest.param({"other/run.py": "from app.summaries import ask\n"}, id="another-program"),
        pytest.param({".gitlab-ci.yml": "a:\n  script: [python -m app.summaries]\n"}, id="ci"),
        pytest.param({"svc/Dockerfile": IMAGE + 'CMD ["./start"]\n'}, id="unknown-start"),
        pytest.param({"svc/Dockerfile": IMAGE + 'CMD ["python", "elsewhere.py"]\n'}, id="start-not-in-the-tree"),
    ],
)  # fmt: skip
def test_what_may_be_imported_or_started_stays_as_strong_as_it_is(changes: dict[str, str]) -> None:
    assert _strength(changes).core


@pytest.mark.parametrize(
    "path",
    [
        "svc/app/management/commands/summarise.py",
        "svc/app/migrations/0002_summaries.py",
        "svc/app/alembic/versions/a1b2.py",
        "svc/app/tasks.py",
        "svc/app/urls.py",
        "svc/app/plugins/summaries.py",
        "svc/app/__main__.py",
        "svc/app/spiders/summaries.py",
        "svc/app/pages/summaries.py",
        "svc/app/conftest.py",
        "svc/scripts/summarise.py",
        "other/summaries.py",
    ],
)
def test_what_a_framework_takes_by_its_place_or_name_is_not_judged(path: str) -> None:
    strength, reason = _found({**PYTHON, path: CLIENT, "svc/app/summaries.py": ""})
    assert "no file" not in reason
    assert strength is not Strength.OPTIONAL or "scripts" in path


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"svc/tests/test_summaries.py": "from app.summaries import ask\n"}, id="test"),
        pytest.param({"svc/README.md": "Run `python -m app.summaries`.\n"}, id="documentation"),
        pytest.param({"svc/app/server.py": "# from app import summaries\n"}, id="comment"),
        pytest.param({"svc/app/server.py": "from app import other  # not summaries\n"}, id="comment-beside"),
        pytest.param({"svc/app/server.py": "summaries = 1\nprint(summaries)\n"}, id="variable"),
        pytest.param({"svc/app/server.py": "from app import summaries_v2\n"}, id="similar-name"),
        pytest.param({"svc/app/server.py": "importlib.import_module('app.other')\n"}, id="other-by-name"),
        pytest.param({"svc/Makefile": "run:\n\tpython -m app.summaries-old\n"}, id="similar-in-a-script"),
        pytest.param({"svc/.dockerignore": "app/summaries.py\n"}, id="left-out"),
    ],
)  # fmt: skip
def test_what_only_mentions_it_starts_nothing(changes: dict[str, str]) -> None:
    assert _strength(changes) is Strength.OPTIONAL


def test_without_a_started_program_nothing_is_proven() -> None:
    files = {path: text for path, text in PYTHON.items() if path != "svc/Dockerfile"}
    assert _found(files)[0].core


GO = {
    "Dockerfile": 'FROM registry.corp.internal/go:1.26\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n',
    "go.mod": "module git.corp.net/shop\n\ngo 1.26\n",
    "main.go": 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":80", nil) }\n',
    "internal/notify/slack.go": (
        'package notify\n\nimport "net/http"\n\nfunc Send() {\n'
        '\thttp.Post("https://slack.com/api/chat.postMessage", "application/json", nil)\n}\n'
    ),
}


def _slack(changes: dict[str, str]) -> Strength:
    [one] = [one for one in dependencies({**GO, **changes}) if one.service.startswith("slack")]
    return one.strength


def test_a_package_of_go_that_no_file_imports_is_an_option() -> None:
    assert _slack({}) is Strength.OPTIONAL


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"main.go": 'package main\n\nimport "git.corp.net/shop/internal/notify"\n'}, id="imported"),
        pytest.param({"jobs/a.go": 'package jobs\n\nimport n "git.corp.net/shop/internal/notify"\n'}, id="renamed"),
        pytest.param({"jobs/a.go": 'package jobs\n\nimport _ "git.corp.net/shop/internal/notify"\n'}, id="for-effect"),
        pytest.param({"go.mod": "go 1.26\n"}, id="nameless-module"),
        pytest.param({"main.go": "package shop\n"}, id="library"),
        pytest.param({"Dockerfile": "", "Makefile": "all:\n\tgo build .\n"}, id="no-image"),
        pytest.param({"internal/notify/main.go": "package main\n\nfunc main() {}\n"}, id="a-program-itself"),
    ],
)
def test_a_package_of_go_that_may_be_used_stays_as_it_is(changes: dict[str, str]) -> None:
    files = {path: text for path, text in {**GO, **changes}.items() if text}
    [one] = [one for one in dependencies(files) if one.service.startswith("slack")]
    assert one.strength.core


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"main_test.go": 'package main\n\nimport "git.corp.net/shop/internal/notify"\n'}, id="test"),
        pytest.param({"main.go": 'package main\n\nimport "git.corp.net/shop/internal/notify2"\n'}, id="similar"),
        pytest.param({"main.go": 'package main\n\nimport "git.corp.net/other/internal/notify"\n'}, id="other-module"),
    ],
)
def test_imports_in_tests_and_of_similar_packages_reach_it_not(changes: dict[str, str]) -> None:
    assert _slack(changes) is Strength.OPTIONAL
