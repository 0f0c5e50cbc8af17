"""Variables that switch code: what a manifest sets meets what the code asks for, and decides how strong a tie is."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Strength
from tests.unit.resolution.estate import Files, assessed, dependencies

DOCKERFILE = 'FROM registry.corp.internal/base:1\nCOPY . /app\nCMD ["/app/run"]\n'
COMPOSE = "services:\n  app:\n    build: .\n    environment:\n      OTHER: x\n"

# language -> path, code that reports crashes where `ON` holds, and that test when it is a word and when it is set
PROGRAMS: dict[str, tuple[str, str, str, str, str]] = {
    "python": (
        "app/main.py",
        'import os\nimport sentry_sdk\n\nif ON:\n    sentry_sdk.init("https://k@o1.ingest.sentry.io/2")\n',
        'os.getenv("CRASH", "false").lower() == "true"',
        'os.getenv("CRASH")',
        'not os.getenv("CRASH")',
    ),
    "typescript": (
        "src/main.ts",
        'import * as Sentry from "@sentry/node";\n\nif (ON) {\n'
        '  Sentry.init({ dsn: "https://k@o1.ingest.sentry.io/2" });\n}\n',
        'process.env.CRASH === "true"',
        "process.env.CRASH",
        "!process.env.CRASH",
    ),
    "go": (
        "main.go",
        'package main\n\nimport (\n\t"os"\n\n\t"github.com/getsentry/sentry-go"\n)\n\nfunc main() {\n\tif ON {\n'
        '\t\tsentry.Init(sentry.ClientOptions{Dsn: "https://k@o1.ingest.sentry.io/2"})\n\t}\n}\n',
        'os.Getenv("CRASH") == "true"',
        'os.Getenv("CRASH") != ""',
        'os.Getenv("CRASH") == ""',
    ),
    "java": (
        "src/Main.java",
        "import io.sentry.Sentry;\n\nclass Main {\n    public static void main(String[] a) {\n        if (ON) {\n"
        '            Sentry.init("https://k@o1.ingest.sentry.io/2");\n        }\n    }\n}\n',
        '"true".equals(System.getenv("CRASH"))',
        'System.getenv("CRASH") != null',
        'System.getenv("CRASH") == null',
    ),
    "csharp": (
        "src/Main.cs",
        "using System;\nusing Sentry;\n\nclass App\n{\n    static void Main()\n    {\n        if (ON)\n        {\n"
        '            SentrySdk.Init("https://k@o1.ingest.sentry.io/2");\n        }\n    }\n}\n',
        'Environment.GetEnvironmentVariable("CRASH") == "true"',
        '!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CRASH"))',
        'string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CRASH"))',
    ),
}


def strength(files: Files) -> Strength:
    """How strong the tie to the crash reports is."""
    found = [entry for entry in dependencies(files) if entry.service.startswith("sentry")]
    assert len(found) == 1, [entry.service for entry in found]
    return found[0].strength


def program(language: str, test: int) -> dict[str, str]:
    path, code, *tests = PROGRAMS[language]
    return {path: code.replace("ON", tests[test], 1)}


def deployed(setting: str = "") -> dict[str, str]:
    line = f"      {setting}\n" if setting else ""
    return {"docker-compose.yml": COMPOSE + line, "Dockerfile": DOCKERFILE}


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_manifest_switches_on_what_is_off_by_itself(language: str) -> None:
    code = program(language, 0)
    assert strength(code) is Strength.OPTIONAL
    assert strength({**code, **deployed()}) is Strength.OPTIONAL
    assert strength({**code, **deployed('CRASH: "true"')}).core
    assert strength({**code, **deployed('CRASH: "false"')}) is Strength.OPTIONAL


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_variable_that_has_to_be_set_is_set_or_not(language: str) -> None:
    code = program(language, 1)
    assert strength({**code, **deployed()}) is Strength.OPTIONAL
    assert strength({**code, **deployed("CRASH: yes")}).core
    assert strength({**code, **deployed('CRASH: ""')}) is Strength.OPTIONAL


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_manifest_switches_off_what_is_on_by_itself(language: str) -> None:
    code = program(language, 2)
    assert strength(code).core
    assert strength({**code, **deployed()}).core
    assert strength({**code, **deployed('CRASH: "1"')}) is Strength.OPTIONAL


def test_a_similar_variable_switches_nothing() -> None:
    assert strength({**program("python", 2), **deployed('CRASH_LEVEL: "1"')}).core
    assert strength({**program("python", 1), **deployed('MY_CRASH: "1"')}) is Strength.OPTIONAL


def test_a_commented_line_of_a_manifest_switches_nothing() -> None:
    assert strength({**program("python", 1), **deployed("# CRASH: yes")}) is Strength.OPTIONAL


def test_what_another_component_is_given_switches_nothing_here() -> None:
    files = {
        **{f"one/{path}": text for path, text in program("python", 1).items()},
        "one/Dockerfile": DOCKERFILE,
        "two/Dockerfile": DOCKERFILE,
        "docker-compose.yml": "services:\n  one:\n    build: one\n    environment:\n      OTHER: x\n"
        "  two:\n    build: two\n    environment:\n      CRASH: yes\n",
    }
    assert strength(files) is Strength.OPTIONAL


def test_an_example_file_switches_nothing() -> None:
    assert strength({**program("python", 1), **deployed(), ".env.example": "CRASH=yes\n"}) is Strength.OPTIONAL


def test_a_secret_that_is_handed_in_counts_as_set() -> None:
    files = {
        "app/main.py": "import os\nimport sentry_sdk\n\nif os.getenv('CRASH_TOKEN'):\n"
        "    sentry_sdk.init('https://k@o1.ingest.sentry.io/2')\n",
        **deployed(),
    }
    assert strength(files) is Strength.OPTIONAL
    handed_in = COMPOSE + "      CRASH_TOKEN: ${CRASH_TOKEN}\n"
    assert strength({**files, "docker-compose.yml": handed_in}).core
    may_be_empty = COMPOSE + "      CRASH_TOKEN: ${CRASH_TOKEN:-}\n"
    assert strength({**files, "docker-compose.yml": may_be_empty}) is Strength.OPTIONAL


def test_a_setting_of_another_module_is_followed_to_its_variable() -> None:
    files = {
        "app/__init__.py": "",
        "app/settings.py": "import os\n\nENABLE_CRASH = os.getenv('CRASH', 'false').lower() == 'true'\n",
        "app/main.py": "import sentry_sdk\nfrom app.settings import ENABLE_CRASH\n\nif ENABLE_CRASH:\n"
        "    sentry_sdk.init('https://k@o1.ingest.sentry.io/2')\n",
    }
    assert strength({**files, **deployed()}) is Strength.OPTIONAL
    assert strength({**files, **deployed('CRASH: "true"')}).core


def test_a_settings_class_of_another_module_is_followed_to_its_variable() -> None:
    files = {
        "app/__init__.py": "",
        "app/settings.py": "from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n"
        "    enable_crash: bool = False\n\nsettings = Settings()\n",
        "app/main.py": "import sentry_sdk\nfrom app.settings import settings\n\nif settings.enable_crash:\n"
        "    sentry_sdk.init('https://k@o1.ingest.sentry.io/2')\n",
    }
    assert strength({**files, **deployed()}) is Strength.OPTIONAL
    assert strength({**files, **deployed('ENABLE_CRASH: "true"')}).core


def test_the_evidence_shows_what_switches_it() -> None:
    result = assessed({**program("python", 0), **deployed('CRASH: "true"')})
    records = {record.id: record for record in result.evidence}
    for entry in result.dependencies:
        if entry.service.startswith("sentry"):
            assert {records[one].path for one in entry.evidence} >= {"app/main.py", "docker-compose.yml"}
            return
    pytest.fail("the tie is missing")
