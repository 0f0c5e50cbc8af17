"""A project takes its packages from where its settings, lock file or build file say, and else from the default."""

from __future__ import annotations

import datetime as dt

import pytest

from sovassess import pipeline
from sovassess.source.tree import MemoryTree
from tests.loaded import loaded_once

PACKAGE = '{"name": "web", "dependencies": {"express": "4.18.2"}}'
CRATE = '[package]\nname = "a"\nversion = "0.1.0"\n[dependencies]\nserde = "=1.0.1"\n'
POM = (
    "<project><artifactId>b</artifactId><dependencies><dependency><groupId>org.slf4j</groupId>"
    "<artifactId>slf4j-api</artifactId><version>2.0.9</version></dependency></dependencies></project>"
)
NET = '<Project><ItemGroup><PackageReference Include="Serilog" Version="3.0.0"/></ItemGroup></Project>'
MODULE = "module corp.example/a\ngo 1.22\nrequire github.com/gorilla/mux v1.8.0\n"
GRADLE = 'dependencies { implementation("org.slf4j:slf4j-api:2.0.9") }\n'
OWN = "https://packages.mirror.internal/"
NUGET = '<configuration><packageSources>{}<add key="o" value="https://packages.mirror.internal/v3/index.json"/>{}</packageSources></configuration>'
SETTINGS = "<settings><mirrors><mirror><mirrorOf>{}</mirrorOf><url>https://packages.mirror.internal/m</url></mirror></mirrors></settings>"
LOCK = (
    '{{"lockfileVersion": 3, "packages": {{"node_modules/express": '
    '{{"version": "4.18.2", "resolved": "{}", "integrity": "sha512-aa"}}}}}}'
)
CARGO = (
    '[source.crates-io]\nreplace-with = "own"\n[source.own]\nregistry = "sparse+https://packages.mirror.internal/i/"\n'
)
CENTRAL = 'dependencyResolutionManagement {{\n  repositories {{\n    maven {{ url = uri("{}") }}\n{}  }}\n}}\n'

FOLLOWED = {
    "npm settings beside the project": {"web/package.json": PACKAGE, "web/.npmrc": f"registry={OWN}\n"},
    "npm settings of the workspace": {"web/package.json": PACKAGE, ".npmrc": f"registry={OWN}\n"},
    "Yarn settings": {"web/package.json": PACKAGE, "web/.yarnrc.yml": f'npmRegistryServer: "{OWN}"\n'},
    "npm lock file": {
        "web/package.json": PACKAGE,
        "web/package-lock.json": LOCK.format(OWN + "express/-/express-4.18.2.tgz"),
    },
    "Cargo source replacement": {"a/Cargo.toml": CRATE, ".cargo/config.toml": CARGO},
    "Cargo sources kept in the tree": {
        "Cargo.toml": CRATE,
        ".cargo/config.toml": '[source.crates-io]\nreplace-with = "kept"\n[source.kept]\ndirectory = "vendored"\n',
    },
    "NuGet settings above": {"src/App/App.csproj": NET, "nuget.config": NUGET.format("<clear/>", "")},
    "Maven mirror of everything": {"pom.xml": POM, ".mvn/settings.xml": SETTINGS.format("*")},
    "Gradle settings script": {"app/build.gradle.kts": GRADLE, "settings.gradle.kts": CENTRAL.format(OWN, "")},
    "Go proxy of the build file": {
        "go.mod": MODULE,
        "Dockerfile": f"FROM registry.mirror.internal/golang:1.22\nENV GOPROXY={OWN}\nCOPY . .\nRUN go build\n",
    },
    "pip settings": {"requirements.txt": "flask==3.1.2\n", "pip.conf": f"[global]\nindex-url = {OWN}simple\n"},
    "uv settings": {
        "pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndependencies = ["flask==3.1.2"]\n',
        "uv.toml": f'[[index]]\nurl = "{OWN}simple"\ndefault = true\n',
    },
}
NOT_FOLLOWED = {
    "npm settings for one scope": {"web/package.json": PACKAGE, "web/.npmrc": f"@corp:registry={OWN}\n"},
    "npm settings in a comment": {"web/package.json": PACKAGE, "web/.npmrc": f"# registry={OWN}\n"},
    "npm settings of another project": {
        "web/package.json": PACKAGE,
        "web/package-lock.json": LOCK.format("https://others.hosting-partner.eu/x.tgz"),
        ".npmrc": f"registry={OWN}\n",
    },
    "npm settings beside, not above": {"web/package.json": PACKAGE, "other/.npmrc": f"registry={OWN}\n"},
    "Yarn registry of one scope": {
        "web/package.json": PACKAGE,
        "web/.yarnrc.yml": f"npmScopes:\n  corp:\n    npmRegistryServer: {OWN}\n",
    },
    "Cargo registry beside the default": {
        "Cargo.toml": CRATE,
        ".cargo/config.toml": f'[registries.own]\nindex = "sparse+{OWN}i/"\n',
    },
    "Cargo source that replaces nothing": {
        "Cargo.toml": CRATE,
        ".cargo/config.toml": f'[source.own]\nregistry = "sparse+{OWN}i/"\n',
    },
    "NuGet settings that add": {"src/App/App.csproj": NET, "nuget.config": NUGET.format("", "")},
    "NuGet settings with the public one": {
        "src/App/App.csproj": NET,
        "nuget.config": NUGET.format("<clear/>", '<add key="p" value="https://api.nuget.org/v3/index.json"/>'),
    },
    "Maven mirror of another repository": {"pom.xml": POM, ".mvn/settings.xml": SETTINGS.format("spring-milestones")},
    "Gradle settings with the public one": {
        "app/build.gradle.kts": GRADLE,
        "settings.gradle.kts": CENTRAL.format(OWN, "    mavenCentral()\n"),
    },
    "Go proxy of another build file": {
        "a/go.mod": MODULE,
        "Dockerfile": f"FROM registry.mirror.internal/golang:1.22\nENV GOPROXY={OWN}\nRUN go build\n",
    },
    "pip index beside the default": {
        "requirements.txt": "flask==3.1.2\n",
        "pip.conf": f"[global]\nextra-index-url = {OWN}simple\n",
    },
    "uv index beside the default": {
        "pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndependencies = ["flask==3.1.2"]\n',
        "uv.toml": f'[[index]]\nurl = "{OWN}simple"\n',
    },
}


def sources(files: dict[str, str]) -> dict[str, object]:
    with loaded_once():
        stage = pipeline.prepare(pipeline.Request(tree=MemoryTree(dict(files)), today=dt.date(2026, 11, 22)))
    return {item.name: item.fields["source_operated_by"] for item in stage.graph.items("project")}


@pytest.mark.parametrize("files", FOLLOWED.values(), ids=FOLLOWED)
def test_a_project_takes_its_packages_from_where_its_files_say(files: dict[str, str]) -> None:
    found = sources(files)
    assert list(found.values()) == ["self"], found


@pytest.mark.parametrize("files", NOT_FOLLOWED.values(), ids=NOT_FOLLOWED)
def test_what_adds_to_the_default_or_speaks_for_others_replaces_nothing(files: dict[str, str]) -> None:
    found = sources(files)
    assert found
    assert "self" not in found.values(), found


def test_a_file_that_only_names_an_index_is_no_project() -> None:
    assert sources({"nuget.config": NUGET.format("<clear/>", ""), "Dockerfile": "FROM debian:13.2\n"}) == {}


def test_the_registry_that_settings_replace_is_no_dependency() -> None:
    with loaded_once():
        stage = pipeline.prepare(
            pipeline.Request(
                tree=MemoryTree(dict(FOLLOWED["npm settings beside the project"])), today=dt.date(2026, 11, 22)
            )
        )
    assert [d.operated_by.value for d in stage.graph.dependencies.values() if d.role.value == "registry"] == ["self"]


@pytest.mark.parametrize(
    ("mirror", "mirrored"), [("registry.mirror.internal", True), ("mirror.hosting-partner.eu", False)]
)
def test_a_registry_counts_as_mirrored_only_by_a_mirror_of_ones_own(mirror: str, mirrored: bool) -> None:
    files = {
        "compose.yaml": "services:\n  web:\n    image: nginx:1.29.3\n",
        "hosts/daemon.json": f'{{"registry-mirrors": ["https://{mirror}"]}}',
    }
    with loaded_once():
        stage = pipeline.prepare(pipeline.Request(tree=MemoryTree(files), today=dt.date(2026, 11, 22)))
    found = {i.name: i.fields["mirrored"] for i in stage.graph.items("dependency") if i.fields["role"] == "registry"}
    assert found["Docker Hub"] is mirrored


def test_a_mirror_of_build_artefacts_mirrors_no_images() -> None:
    files = {**FOLLOWED["Maven mirror of everything"], "compose.yaml": "services:\n  web:\n    image: nginx:1.29.3\n"}
    with loaded_once():
        stage = pipeline.prepare(pipeline.Request(tree=MemoryTree(dict(files)), today=dt.date(2026, 11, 22)))
    found = {i.name: i.fields["mirrored"] for i in stage.graph.items("dependency") if i.fields["role"] == "registry"}
    assert found["Docker Hub"] is False
