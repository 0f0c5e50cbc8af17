"""Detect addresses and models in configuration that no other detector claims: TOML, INI, JSON, XML, proxies.

Confidence is low by nature: only the key says what the value is for. Lock files, manifests, schemas, translations and
build tools' own settings are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sovassess.detectors.configuration import Entry, reported
from sovassess.detectors.detector import Detector
from sovassess.formats.leaves import Leaf, json_leaves, toml_leaves
from sovassess.formats.proxy_files import proxy_of
from sovassess.formats.settings_lines import settings
from sovassess.formats.xml import elements
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, EnvironmentValue
from sovassess.model.values import literal
from sovassess.source.view import FileView

MAX_JSON = 300_000
_ENDINGS = (
    ".toml",
    ".ini",
    ".cfg",
    ".conf",
    ".cnf",
    ".properties",
    ".json",
    ".jsonc",
    ".json5",
    ".xml",
    ".config",
    ".hcl",
    ".vcl",
)
_OTHERS = frozenset({
    "pyproject.toml", "cargo.toml", "pipfile", "uv.lock", "poetry.lock", "package.json", "package-lock.json",
    "npm-shrinkwrap.json", "composer.json", "composer.lock", "packages.lock.json", "pom.xml", "settings.xml",
    "nuget.config", "packages.config", "setup.cfg", "tox.ini", "pytest.ini", "mypy.ini", ".flake8",
    "gradle-wrapper.properties", "gradle.properties", "strings.xml", "androidmanifest.xml", "vercel.json",
    "vercel-template.json", "components.json", "biome.json", "angular.json", "nx.json", "turbo.json",
    "lerna.json", "project.json", "deno.json", "bower.json", "jest.config.json", "renovate.json",
    "dependabot.json", "devcontainer.json", "launch.json", "tasks.json", "extensions.json", "mcp.json",
    ".mcp.json", "claude_desktop_config.json", "manifest.json", "app.json", "eas.json", "firebase.json",
    "cspell.json", "typedoc.json", "netlify.toml", "wrangler.toml", "ruff.toml", "rustfmt.toml", "clippy.toml",
    "deny.toml", "rust-toolchain.toml", "taplo.toml", "typos.toml", "bunfig.toml", ".prettierrc.json",
    ".eslintrc.json", ".babelrc.json", "babel.config.json", ".stylelintrc.json", ".jshintrc", ".swcrc",
    "web.webmanifest", "coverage.xml", "checkstyle.xml", "pylintrc", ".coveragerc", "codecov.toml",
    ".bumpversion.cfg", ".terraform.lock.hcl", "alembic.ini_", "libs.versions.toml", "plugin.xml",
    ".editorconfig", "global.json", "launchsettings.json", "metadata.json", "cgmanifest.json", "book.toml",
    "antora.json", "typings.json", "now.json", "fly.toml", "railway.json", "railway.toml", "wrangler.json",
    "wrangler.jsonc", "staticwebapp.config.json", "scalingo.json", "dockerrun.aws.json", "cdk.json",
})  # fmt: skip
_SKIP_NAME = re.compile(
    r"^(?:tsconfig|jsconfig|package|openapi|swagger|schema|renovate|\.?eslint|\.?prettier|\.?cspell|catalog|sbom|bom|spdx|snapshot)[\w.-]*\."
    r"(?:json|jsonc|json5)$|(?:schema|manifest)[\w-]*\.json$|\.(?:schema|snap|lock|map|spdx|cdx|geo|arb|excalidraw|postman_collection|versions|resx)\."
    r"(?:json|toml|xml)$|\.lock$|-lock\.json$|\.min\.json$|^sitemap|^feed\.xml$|^rss|\.tf\.json$|\.tfvars\.json$|requirements.*\.txt$",
    re.IGNORECASE,
)
_SKIP_FOLDER = re.compile(
    r"(?:^|/)(?:i18n|l10n|locales?|lang|langs|languages?|translations?|messages|res|fixtures?|__fixtures__|mocks?|__mocks__|testdata|"
    r"test-data|snapshots?|__snapshots__|cassettes|dashboards?|node_modules|\.vscode|\.idea|\.devcontainer|\.changeset|\.github|\.gitlab|"
    r"licenses?|schemas?|openapi|META-INF/maven|public/data|datasets?|samples?_data|gradle/wrapper)/",
    re.IGNORECASE,
)
_INFRASTRUCTURE = re.compile(
    r'"(?:AWSTemplateFormatVersion|ROSTemplateFormatVersion|resource_changes|planned_values|terraform_version)"\s*:'
    r"|deploymentTemplate\.json|deploymentParameters\.json|CreateUIDefinition"
    r'|"Type"\s*:\s*"AWS::\w+::|"version"\s*:\s*"[\d.]+",\s*"artifacts"\s*:'
)
# Tool servers of an agent have a reader of their own, whatever their file is called.
_TOOLS = frozenset({"mcpServers", "amp.mcpServers", "context_servers"})
# Settings that hold wherever the program is shipped; those of its development stage do not (learn.microsoft.com,
# "Configuration in ASP.NET Core").
_DOTNET = re.compile(r"appsettings(\.(Production|Docker|Release))?\.json", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][\w-]{0,60}")
_SECRET = re.compile(r"(key|token|secret|password|pwd|connectionstring|id)$", re.IGNORECASE)
_DIRECTIVE = re.compile(r"^\s*(?P<key>[A-Za-z_][\w.-]*)\s+(?P<value>[^#]*)")


def _claims(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    if not name.endswith(_ENDINGS) or name in _OTHERS or _SKIP_NAME.search(name) or _SKIP_FOLDER.search(path):
        return False
    if name.endswith((".hcl",)):
        return False  # Terraform, Packer and Nomad have their own reader
    return (
        not name.endswith(".xml")
        or re.search(r"config|settings|context|log4j|logback|web|server|beans|persistence", name) is not None
    )


def _recognises(view: FileView) -> bool:
    """JSON only where it is small and an object; a list or a large document is data."""
    if view.name.lower().endswith((".json", ".jsonc", ".json5")):
        if _INFRASTRUCTURE.search(view.text[:20_000]):
            return False  # templates and plans have their own readers
        return len(view.data) <= MAX_JSON and view.text.lstrip("\ufeff \t\r\n")[:1] in ("{", "/")
    return not proxy_of(view.path, view.text)


def _detect(view: FileView) -> Iterator[AnyObservation]:
    entries = list(_entries(view))
    yield from reported(view, entries)
    if _DOTNET.fullmatch(view.name):
        yield from _words(view, entries)


def _words(view: FileView, entries: Iterable[Entry]) -> Iterator[AnyObservation]:
    """The words among .NET's settings as the variables that would override them: what a program chooses by."""
    for entry in entries:
        parts = entry.key.split(".")
        if _WORD.fullmatch(entry.text) and len(parts) > 1 and not _SECRET.search(parts[-1]) and parts[0] != "Logging":
            yield EnvironmentValue(at=view.place(entry.line), name="__".join(parts), value=literal(entry.text))


def _entries(view: FileView) -> Iterator[Entry]:
    name = view.name.lower()
    if name.endswith(".toml"):
        yield from _leaf_entries(toml_leaves(view.text))
    elif name.endswith((".json", ".jsonc", ".json5")):
        leaves = list(json_leaves(view.text))
        if not any(
            leaf.path and leaf.path[0] in ("openapi", "swagger", "$defs", "definitions", "bomFormat") for leaf in leaves
        ):
            yield from _leaf_entries(leaves)
    elif name.endswith((".xml", ".config")) and view.text.lstrip("\ufeff \t\r\n").startswith("<"):
        yield from _xml(view)
    elif name.endswith((".conf", ".cfg", ".vcl")) and _has_directives(view):
        yield from _directives(view)
    else:
        for setting in settings(view.lines):
            key = f"{setting.section}.{setting.key}" if setting.section else setting.key
            yield Entry(key, setting.value, setting.line)


def _leaf_entries(leaves: Iterable[Leaf]) -> Iterator[Entry]:
    """Texts and truths; numbers and nothing say neither an address nor a switch."""
    for leaf in leaves:
        if leaf.path and leaf.path[0] in _TOOLS:
            continue
        text = ("false", "true")[leaf.value] if isinstance(leaf.value, bool) else leaf.text
        if text:
            yield Entry(leaf.key, text, leaf.line)


def _xml(view: FileView) -> Iterator[Entry]:
    """Attributes and texts; `<add key="X" value="…"/>` is the setting X."""
    for element in elements(view.data):
        path = ".".join(element.path)
        named = next((element.attributes[name] for name in ("key", "name") if name in element.attributes), "")
        for attribute, value in element.attributes.items():
            if attribute in ("value", "connectionString", "url", "uri", "address", "host", "endpoint", "baseUrl"):
                yield Entry(f"{path}.{named or attribute}", value, element.line)
        if element.text:
            yield Entry(f"{path}.{named}" if named else path, element.text, element.line)


def _has_directives(view: FileView) -> bool:
    """True for a proxy's or server's own language: directives with blanks between, no `key = value`."""
    sample = [line for line in view.lines[:400] if line.strip() and not line.lstrip().startswith(("#", ";"))]
    pairs = sum(1 for line in sample if re.match(r"\s*[\w.-]+\s*[=:]\s*\S", line[:500]))
    directives = sum(1 for line in sample if re.match(r"\s*[A-Za-z_][\w-]*\s+[^\s=:]|\s*\}", line[:500]))
    return directives > pairs


def _directives(view: FileView) -> Iterator[Entry]:
    """Squid, Apache, Varnish and their like: `ProxyPass / http://x`, `acl a dstdomain b`."""
    for number, raw in enumerate(view.lines, 1):
        match = _DIRECTIVE.match(raw[:4_000])
        if match is None or match["key"] in (
            "server_name",
            "add_header",
            "return",
            "rewrite",
            "log_format",
            "if",
            "location",
        ):
            continue
        words = match["value"].rstrip(" ;{").split()
        for word in words[:2] if match["key"] in ("server", "proxy_pass") else words[:4]:
            yield Entry(match["key"], word.rstrip(";"), number)


DETECTOR = Detector(
    id="generic",
    title="Configuration file",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
