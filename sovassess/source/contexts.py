"""What a file is for, told by where it lies. Content plays no part here: a detector sees that later."""

from __future__ import annotations

import re
from posixpath import basename

from sovassess.model.enums import Context

_TEST_FOLDERS = frozenset(
    """test tests testing __tests__ __mocks__ mocks spec specs e2e testdata test-data test_data fixtures cypress
        unittest unittests integration-tests integration_tests integration-test
        unit-test unit-tests unit_tests perftest androidtest smoke-tests
    seeder seeders seeds""".split()
)
_DOCS_FOLDERS = frozenset("""docs doc documentation website wiki blog adr rfcs proposals man changelog""".split())
_EXAMPLE_FOLDERS = frozenset(
    """example examples sample samples demo demos tutorial tutorials quickstart quickstarts cookbook cookbooks
        recipes playground showcase snippets notebooks extras contrib optional addons alternatives""".split()
)
_EXAMPLE_FOLDER = re.compile(
    r"^(sample|example)s?[-_](manifests?|config\w*|apps?|deployments?|values|code|projects?|workflows?|files?|backends?"
    r"|modules?|stacks?|environments?|envs?|charts?|setups?|inventor(y|ies)|roles|playbooks?|terraform|tofu|scripts?)$"
)
_TOOLING_FOLDERS = frozenset(
    """.github .gitlab .circleci .devcontainer .vscode .idea .husky .storybook hack benchmark benchmarks bench
        dev-tools devtools .buildkite .ci evals evaluation .agents .claude .cursor .codex .gemini .windsurf .roo
        .junie .zed .amazonq .qwen .factory .trae .augment .cline .goose .crush .amp .copilot .opencode .vs .codeium
        ci .kiro .continue .aider .semgrep .changeset .worktree-container profiling
        development .config xtask xtasks""".split()
)
_TEST_NAME = re.compile(
    r"(^test_.*|.*[._-]?(client|server|unit|int|e2e)tests?|.*[._-](mock|fake|stub|seed|fixture|fixtures)|^(mock|fake)([._-].*)?|.*_test|.*\.test|.*\.spec|.*_spec|^conftest|(.*[._-])?tests?|.*\.cy|.*\.stories|.*\.mock)"
    r"\.(py|go|js|jsx|ts|tsx|mjs|cjs|rb|java|kt|cs|php|rs)$"
    r"|^(run[_-])?((unit|integration|e2e|smoke|load|regression)[_-])*tests?([_-][\w-]*)?\.(sh|bash|zsh|ps1|bat)$",
    re.IGNORECASE,
)
# Below it stand the parts of a package's name, which may well be `com.example.demo`.
_PACKAGE = re.compile(r"((?:^|/)src/main/(?:java|kotlin|scala|groovy)/).*/")
_TEST_MANIFEST = re.compile(r"(^|[._-])(test|tests|e2e|ci)([._-].*)?\.(ya?ml|json|env)$", re.IGNORECASE)
_DEV_MANIFEST = re.compile(
    r"(compose|values|\.env)[^/]*[._-](dev|develop|development|local|debug|profiling)\b", re.IGNORECASE
)
# Compose takes one file unasked; what its name sets apart is started on request.
_EXTRA_MANIFEST = re.compile(r"compose[^/]*[._-](extras?|optional|addons?|examples?|samples?)\b", re.IGNORECASE)
_TEST_CONFIG = re.compile(r"^test([_-][\w-]*)?\.config$", re.IGNORECASE)
# Folders set aside, runs that judge, and what is handed to a developer's assistant (`.claude-plugin`, `.codex-plugin`).
_SET_ASIDE = re.compile(r"^[._][\w-]*(backups?|bak|old)$|^[\w-]+[-_]evals?$|^\.[a-z][\w-]*-plugin$")
_ASSISTANT_TOOLS = re.compile(r"^\.[\w-]*mcp\.jsonc?$|\.code-workspace$", re.IGNORECASE)
_METADATA = frozenset({"ro-crate-metadata.json", "codemeta.json", "citation.cff", ".zenodo.json", "datapackage.json"})
_EXAMPLE_CODE = re.compile(r".*[._-](example|sample)\.(py|js|ts|rb|php|conf|cfg|ini|toml|json)$", re.IGNORECASE)
_CAMEL_TEST = re.compile(r"[a-z0-9](Test|Tests|IT|Spec)\.(java|kt|cs|scala|php)$")
# Settings that lie at the root, for the agent that a developer works with on the tree.
_OWN_AGENT = frozenset({".mcp.json", "opencode.json", "opencode.jsonc", ".crush.json", "crush.json", ".claude.json"})
_DOCS_NAME = re.compile(r".*\.(md|mdx|rst|adoc|asciidoc|org|txt\.tmpl)$", re.IGNORECASE)
_TOOLING_NAME = re.compile(
    r"^(noxfile|tasks|fabfile|setup_test|playwright\.config|jest\.config|vitest\.config|karma\.conf|cypress\.config"
    r"|\.eslintrc|eslint\.config|\.?lychee|\.?markdown-link-check|mlc_config|\.linkspector|\.htmltest|\.?cspell|\.?typos|_typos"
    r"|renovate|\.renovaterc|dependabot|knip|\.?commitlint(rc)?|\.?codespellrc|\.prettierrc|\.?lintstagedrc|\.releaserc"
    r"|release-please-config|\.pre-commit-config|\.?codecov|sonar-project|mkdocs|docusaurus\.config|tox)(\..*)?$",
    re.IGNORECASE,
)


def context_of(path: str) -> Context:
    """The context of a file by its path relative to the scanned root; the most telling folder wins.

    Tests win over everything, then documentation, examples, tooling.
    """
    folders = [part.lower() for part in _PACKAGE.sub(r"\1", path).split("/")[:-1]]
    name = basename(path)
    if (
        any(folder in _TEST_FOLDERS or folder.lstrip("_") in _TEST_FOLDERS for folder in folders)
        or _TEST_NAME.match(name)
        or _CAMEL_TEST.search(name)
    ):
        return Context.TEST
    if _TEST_MANIFEST.search(name) and ("compose" in name or "values" in name or name == "ct.yaml"):
        return Context.TEST
    if _TEST_CONFIG.match(name):
        return Context.TEST
    if name.lower() in _METADATA or _DOCS_NAME.match(name) or any(folder in _DOCS_FOLDERS for folder in folders):
        return Context.DOCS
    if (
        any(folder in _EXAMPLE_FOLDERS or _EXAMPLE_FOLDER.match(folder) for folder in folders)
        or _EXAMPLE_CODE.match(name)
        or _EXTRA_MANIFEST.search(name)
    ):
        return Context.EXAMPLE
    if any(folder in _TOOLING_FOLDERS or _SET_ASIDE.match(folder) for folder in folders) or _TOOLING_NAME.match(name):
        return Context.TOOLING
    if _DEV_MANIFEST.search(name) or name in _OWN_AGENT or _ASSISTANT_TOOLS.search(name):
        return Context.TOOLING
    return Context.PRODUCTION
