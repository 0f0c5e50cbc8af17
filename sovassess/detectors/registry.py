"""The list of detectors. The order is the order in which observations of one file stand in the result."""

from __future__ import annotations

from sovassess.detectors.config import dotenv, gateway_files, generic, generic_yaml, html, litellm, mcp
from sovassess.detectors.detector import Detector
from sovassess.detectors.egress import host_list
from sovassess.detectors.imports import javascript, python, shell
from sovassess.detectors.infrastructure import (
    compose,
    dockerfile,
    fuzzball,
    github_actions,
    helm_values,
    kubernetes,
    terraform,
    traefik,
)
from sovassess.detectors.manifests import (
    cargo,
    composer,
    gemfile,
    go_mod,
    gradle,
    lockfiles,
    maven,
    nuget,
    package_json,
    pip_requirements,
    pyproject,
)

DETECTORS: tuple[Detector, ...] = (
    compose.DETECTOR,
    dockerfile.DETECTOR,
    dotenv.DETECTOR,
    fuzzball.DETECTOR,
    github_actions.DETECTOR,
    helm_values.DETECTOR,
    kubernetes.DETECTOR,
    terraform.DETECTOR,
    traefik.DETECTOR,
    gateway_files.DETECTOR,
    litellm.DETECTOR,
    mcp.DETECTOR,
    javascript.DETECTOR,
    python.DETECTOR,
    shell.DETECTOR,
    html.DETECTOR,
    cargo.DETECTOR,
    composer.DETECTOR,
    gemfile.DETECTOR,
    go_mod.DETECTOR,
    gradle.DETECTOR,
    lockfiles.DETECTOR,
    maven.DETECTOR,
    nuget.DETECTOR,
    package_json.DETECTOR,
    pip_requirements.DETECTOR,
    pyproject.DETECTOR,
    host_list.DETECTOR,
    generic.DETECTOR,
    generic_yaml.DETECTOR,
)
