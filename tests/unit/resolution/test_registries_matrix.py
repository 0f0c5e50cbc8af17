"""Where the packages of each ecosystem come from: a private index is the tie, and what only looks like one is not."""

from __future__ import annotations

import pytest

from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Role
from tests.unit.resolution.estate import Files, of_role

OWN = "packages.corp.internal"
GRADLE = "repositories {{\n  {}\n}}\ndependencies {{ implementation 'org.slf4j:slf4j-api:2.0.9' }}\n"
KOTLIN = 'repositories {{\n  {}\n}}\ndependencies {{ implementation("org.slf4j:slf4j-api:2.0.9") }}\n'
MAVEN = (
    "<project><modelVersion>4.0.0</modelVersion><artifactId>a</artifactId>{}<dependencies><dependency>"
    "<groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>2.0.9</version></dependency></dependencies></project>"
)
COMPOSER = '{{"name": "corp/a", {}"require": {{"monolog/monolog": "^3.0"}}}}'
NUGET = (
    '<?xml version="1.0"?><configuration><packageSources><clear />'
    '<add key="own" value="https://packages.corp.internal/v3/index.json" /></packageSources></configuration>'
)
PROJECT = '<Project><ItemGroup><PackageReference Include="Serilog" Version="4.0.0" /></ItemGroup></Project>'

# Where every package comes from the own index.
OWN_INDEX: dict[str, Files] = {
    "requirements": {"requirements.txt": f"--index-url https://{OWN}/simple\nflask==3.0.0\n"},
    "pip.conf": {"pip.conf": f"[global]\nindex-url = https://{OWN}/simple\n", "requirements.txt": "flask==3.0.0\n"},
    "poetry": {
        "pyproject.toml": '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\nflask = "^3.0"\n'
        f'[[tool.poetry.source]]\nname = "own"\nurl = "https://{OWN}/simple"\npriority = "primary"\n'
    },
    "uv": {
        "pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndependencies = ["flask"]\n'
        f'[[tool.uv.index]]\nurl = "https://{OWN}/simple"\ndefault = true\n'
    },
    "pdm": {
        "pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndependencies = ["flask"]\n'
        f'[[tool.pdm.source]]\nname = "pypi"\nurl = "https://{OWN}/simple"\n'
    },
    "pipenv": {"Pipfile": f'[[source]]\nname = "own"\nurl = "https://{OWN}/simple"\n[packages]\nflask = "*"\n'},
    "conda": {"environment.yml": f"channels:\n  - https://{OWN}/conda\n  - nodefaults\ndependencies:\n  - numpy\n"},
    "conda settings": {
        ".condarc": f"channels:\n  - https://{OWN}/conda\n",
        "environment.yml": "dependencies:\n  - numpy\n",
    },
    "bundler mirror": {
        ".bundle/config": f'---\nBUNDLE_MIRROR__ALL: "https://{OWN}/gems"\n',
        "Gemfile": 'source "https://rubygems.org"\ngem "rack"\n',
    },
    "npm": {".npmrc": f"registry=https://{OWN}/npm/\n", "package.json": '{"dependencies": {"express": "5.0.0"}}'},
    "yarn": {
        ".yarnrc.yml": f'npmRegistryServer: "https://{OWN}/npm"\n',
        "package.json": '{"dependencies": {"express": "5.0.0"}}',
    },
    "bun": {
        "bunfig.toml": f'[install]\nregistry = "https://{OWN}/npm/"\n',
        "package.json": '{"dependencies": {"express": "5.0.0"}}',
    },
    "go": {
        "go.mod": "module corp.internal/a\n\ngo 1.23\n\nrequire github.com/google/uuid v1.6.0\n",
        "Dockerfile": f"FROM registry.corp.internal/go:1\nENV GOPROXY=https://{OWN}/go\nRUN go mod download\n",
    },
    "cargo": {
        "Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\n[dependencies]\nserde = "1"\n',
        ".cargo/config.toml": f'[source.crates-io]\nreplace-with = "own"\n[source.own]\nregistry = "sparse+https://{OWN}/index/"\n',
    },
    "maven": {
        "pom.xml": MAVEN.format(""),
        ".mvn/settings.xml": f"<settings><mirrors><mirror><id>own</id><mirrorOf>*</mirrorOf><url>https://{OWN}/maven</url>"
        "</mirror></mirrors></settings>",
    },
    "gradle": {"build.gradle": GRADLE.format(f"maven {{ url 'https://{OWN}/maven' }}")},
    "gradle-kotlin": {"build.gradle.kts": KOTLIN.format(f'maven {{ url = uri("https://{OWN}/maven") }}')},
    "nuget": {"nuget.config": NUGET, "src/A.csproj": PROJECT},
    "bundler": {"Gemfile": f'source "https://{OWN}/gems"\ngem "rack"\n'},
    "composer": {
        "composer.json": COMPOSER.format(
            f'"repositories": [{{"type": "composer", "url": "https://{OWN}"}}, {{"packagist.org": false}}], '
        )
    },
}
# The same, with the own index only in a comment or where it says something else.
PUBLIC: dict[str, Files] = {
    "requirements": {"requirements.txt": f"# --index-url https://{OWN}/simple\nflask==3.0.0\n"},
    "poetry": {
        "pyproject.toml": '[tool.poetry]\nname = "a"\n'
        f'homepage = "https://{OWN}/simple"\n[tool.poetry.dependencies]\nflask = "^3.0"\n'
    },
    "pipenv": {"Pipfile": f'# url = "https://{OWN}/simple"\n[packages]\nflask = "*"\n'},
    "conda": {"environment.yml": f"channels:\n  # - https://{OWN}/conda\n  - conda-forge\ndependencies:\n  - numpy\n"},
    "npm": {
        ".npmrc": f"; registry=https://{OWN}/npm/\n",
        "package.json": f'{{"publishConfig": {{"registry": "https://{OWN}"}}, "dependencies": {{"express": "5.0.0"}}}}',
    },
    "go": {
        "go.mod": "module corp.internal/a\n\ngo 1.23\n\nrequire github.com/google/uuid v1.6.0\n",
        "Dockerfile": f"FROM registry.corp.internal/go:1\n# ENV GOPROXY=https://{OWN}/go\nRUN go mod download\n",
    },
    "cargo": {
        "Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\n[dependencies]\nserde = "1"\n',
        ".cargo/config.toml": f'# [source.own]\n# registry = "sparse+https://{OWN}/index/"\n[build]\njobs = 2\n',
    },
    "maven": {
        "pom.xml": MAVEN.format(f"<url>https://{OWN}</url><!-- <repository><url>https://{OWN}</url></repository> -->")
    },
    "gradle": {"build.gradle": GRADLE.format(f"// maven {{ url 'https://{OWN}/maven' }}\n  mavenCentral()")},
    "gradle-kotlin": {
        "build.gradle.kts": KOTLIN.format(f'// maven {{ url = uri("https://{OWN}") }}\n  mavenCentral()')
    },
    "nuget": {"nuget.config": f"<!-- {NUGET[21:]} --><configuration />", "src/A.csproj": PROJECT},
    "bundler": {"Gemfile": f'# source "https://{OWN}/gems"\nsource "https://rubygems.org"\ngem "rack"\n'},
    "composer": {"composer.json": COMPOSER.format(f'"homepage": "https://{OWN}", ')},
}


def _indexes(files: Files) -> list[Dependency]:
    """Registries of packages; images have one of their own."""
    return [one for one in of_role(files, Role.REGISTRY) if "registry.corp.internal" not in (one.host or "")]


@pytest.mark.parametrize("kind", OWN_INDEX)
def test_packages_of_an_own_index_come_from_nobody_else(kind: str) -> None:
    found = _indexes(OWN_INDEX[kind])
    assert found
    assert {one.operated_by for one in found} == {Operator.SELF}
    assert any(OWN in (one.host or "") for one in found)


@pytest.mark.parametrize("kind", PUBLIC)
def test_an_index_that_is_only_spoken_of_replaces_nothing(kind: str) -> None:
    found = _indexes(PUBLIC[kind])
    assert found
    assert {one.operated_by for one in found} == {Operator.VENDOR}
