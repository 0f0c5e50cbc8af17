"""A program beside the one that an image starts is weakened only where no file can start or load it."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Strength
from tests.unit.resolution.estate import dependencies

CLIENT = (
    "const OpenAI = require('openai');\nnew OpenAI().chat.completions.create({ model: 'gpt-5.5', messages: [] });\n"
)
SERVER = "const http = require('http');\nhttp.createServer(() => {}).listen(7000);\n"
IMAGE = "FROM registry.corp.internal/node:22\nCOPY . .\n"
BASE = {
    "svc/Dockerfile": IMAGE + 'ENTRYPOINT ["node", "server.js"]\n',
    "svc/package.json": '{"name": "svc", "scripts": {"test": "exit 1"}, "dependencies": {"openai": "6.0.0"}}',
    "svc/server.js": SERVER,
    "svc/probe.js": CLIENT,
}


def _strength(changes: dict[str, str], path: str = "svc/probe.js") -> Strength:
    files = {**BASE, **changes}
    found = [one for one in dependencies(files) if one.service == "openai-api"]
    assert len(found) == 1, path
    return found[0].strength


def test_a_program_that_nothing_starts_is_a_development_tie() -> None:
    assert _strength({}) is Strength.DEV


def test_the_reason_is_stated() -> None:
    [one] = [one for one in dependencies(BASE) if one.service == "openai-api"]
    assert one.reason == "no file names probe.js, which no image starts"


@pytest.mark.parametrize(
    "command",
    [
        'CMD ["npm", "start"]\n',
        "CMD node --enable-source-maps ./server.js\n",
        'CMD ["dumb-init", "node", "server.js"]\n',
    ],
)
def test_what_the_image_starts_is_told_in_other_ways_too(command: str) -> None:
    package = '{"name": "svc", "scripts": {"start": "NODE_ENV=production node server.js"}}'
    assert _strength({"svc/Dockerfile": IMAGE + command, "svc/package.json": package}) is Strength.DEV


@pytest.mark.parametrize("name", ["client", "bottleneck", "seedData"])
def test_a_name_that_only_holds_such_a_word_is_none(name: str) -> None:
    found = dependencies({**BASE, f"svc/{name}.js": CLIENT, "svc/probe.js": ""})
    assert [one.strength for one in found if one.service == "openai-api"] == [Strength.DEV]


def test_what_a_platform_may_start_is_an_option() -> None:
    found = dependencies({**BASE, "svc/mail-worker.js": CLIENT, "svc/probe.js": ""})
    assert [one.strength for one in found if one.service == "openai-api"] == [Strength.OPTIONAL]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"svc/server.js": "require('./probe');\n" + SERVER}, id="required"),
        pytest.param({"svc/server.js": "import './probe.js';\n" + SERVER}, id="imported"),
        pytest.param({"svc/server.js": "new Worker(new URL('./probe.js', import.meta.url));\n" + SERVER}, id="thread"),
        pytest.param({"svc/server.js": "for (const f of fs.readdirSync('.')) require(f);\n" + SERVER}, id="by-folder"),
        pytest.param({"svc/server.js": "require(process.argv[2]);\n" + SERVER}, id="computed"),
        pytest.param({"svc/probe.js": CLIENT + "module.exports = {};\n"}, id="hands-on"),
        pytest.param({"svc/probe.js": CLIENT + "export const a = 1;\n"}, id="exports"),
        pytest.param({"svc/package.json": '{"scripts": {"warm": "node probe.js"}}'}, id="script"),
        pytest.param({"svc/package.json": '{"bin": {"probe": "./probe.js"}}'}, id="bin"),
        pytest.param({"svc/package.json": '{"main": "probe"}'}, id="main"),
        pytest.param({"svc/Dockerfile": IMAGE + "CMD node -r ./probe server.js\n"}, id="preloaded"),
        pytest.param(
            {"svc/Dockerfile": IMAGE + 'CMD ["node", "dist/server.js", "--all"]\n', "svc/server.js": ""}, id="built"
        ),
        pytest.param({"svc/Dockerfile": IMAGE + 'CMD ["node", "/app/dist/server.js"]\n'}, id="built-elsewhere"),
        pytest.param({"svc/Dockerfile": IMAGE + 'CMD ["./start"]\n'}, id="unknown-start"),
        pytest.param({"svc/Dockerfile.jobs": IMAGE + 'CMD ["node", "probe.js"]\n'}, id="second-image"),
        pytest.param({"svc/start.sh": "node probe.js &\nnode server.js\n"}, id="shell"),
        pytest.param({"svc/public/index.html": '<script src="/probe.js"></script>'}, id="page"),
        pytest.param({"svc/next.config.js": "module.exports = {};\n"}, id="framework"),
        pytest.param({"svc/Procfile": "probe: node probe.js\n"}, id="procfile"),
        pytest.param({"compose.yaml": "services:\n  a:\n    build: ./svc\n    command: node probe.js\n"}, id="compose"),
    ],
)
def test_what_may_be_started_or_loaded_stays_as_strong_as_it_is(changes: dict[str, str]) -> None:
    assert _strength(changes).core


def test_a_file_of_the_same_name_elsewhere_does_not_start_it() -> None:
    other = {
        "other/server.js": "require('./probe');\n",
        "svc/.dockerignore": "probe.js\n",
        "svc/README.md": "Run `node probe.js` to try it.\n",
    }
    assert _strength(other) is Strength.DEV


def test_without_an_image_nothing_is_proven() -> None:
    files = {path: text for path, text in BASE.items() if path != "svc/Dockerfile"}
    assert [one.strength.core for one in dependencies(files) if one.service == "openai-api"] == [True]


@pytest.mark.parametrize(
    ("path", "strength"),
    [
        ("crates/xtask/src/release.rs", Strength.DEV),
        ("crates/store/src/enterprise_edition/s3.rs", Strength.OPTIONAL),
        ("crates/store/src/enterprises/s3.rs", Strength.DEFAULT),
        ("crates/taskx/src/release.rs", Strength.DEFAULT),
    ],
)
def test_folders_of_tools_and_of_an_edition_weaken_what_lies_in_them(path: str, strength: Strength) -> None:
    code = 'pub async fn a() {\n    reqwest::get("https://slack.com/api/api.test").await.unwrap();\n}\n'
    assert [one.strength for one in dependencies({path: code})] == [strength]
