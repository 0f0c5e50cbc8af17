"""Variables of a compose file: what stands in the environment file beside it, before what other places set."""

from __future__ import annotations

from tests.unit.resolution.estate import services

COMPOSE = "services:\n  app:\n    image: ${APP_IMAGE}\n"
BESIDE = "APP_IMAGE=quay.io/team/app:1\n"


def test_an_image_is_what_the_environment_file_beside_the_manifest_says() -> None:
    assert "quay-io" in services({"compose.yml": COMPOSE, ".env": BESIDE})


def test_a_script_elsewhere_does_not_overrule_the_file_beside_the_manifest() -> None:
    script = "#!/bin/sh\nexport APP_IMAGE=ghcr.io/team/app:2\n"
    found = services({"deploy/compose.yml": COMPOSE, "deploy/.env": BESIDE, "release/publish.sh": script})
    assert "quay-io" in found
    assert "github-container-registry" not in found


def test_an_environment_file_in_another_folder_is_not_beside() -> None:
    script = "#!/bin/sh\nexport APP_IMAGE=ghcr.io/team/app:2\n"
    found = services({"deploy/compose.yml": COMPOSE, "other/.env": BESIDE, "deploy/up.sh": script})
    assert "quay-io" not in found


def test_what_the_service_sets_for_itself_wins() -> None:
    compose = "services:\n  app:\n    image: x.example/y\n    environment: {LLM_URL: 'https://api.mistral.ai/v1'}\n"
    code = "import os, httpx\nhttpx.get(os.environ['LLM_URL'])\n"
    found = services({"compose.yml": compose, ".env": "LLM_URL=https://api.groq.com/openai/v1\n", "main.py": code})
    assert "mistral-api" in found


def test_a_server_built_here_on_its_own_image_is_known_at_its_name() -> None:
    files = {
        "compose.yml": "services:\n  main-db: {build: ./db}\n  app:\n    image: quay.io/x/y\n"
        "    environment: {DB_HOST: main-db}\n",
        "db/Dockerfile": "FROM postgres:17\nCOPY init.sql /docker-entrypoint-initdb.d/\n",
    }
    assert "postgresql" in services(files)


def test_a_page_that_is_built_on_a_web_server_is_no_gateway() -> None:
    files = {
        "compose.yml": "services:\n  pages: {build: ./pages}\n  app:\n    image: quay.io/x/y\n"
        "    environment: {PAGES_URL: 'http://pages'}\n",
        "pages/Dockerfile": "FROM nginx:1\nCOPY dist /usr/share/nginx/html\n",
    }
    assert "host:pages" in services(files)


def test_a_name_that_several_files_declare_is_what_any_of_them_runs_there() -> None:
    files = {
        "compose.override.yml": "services:\n  cache: {ports: ['6379:6379']}\n",
        "compose.yml": "services:\n  cache: {image: 'redis:7'}\n  app:\n    image: quay.io/x/y\n"
        "    environment: {REDIS_HOST: cache}\n",
    }
    assert "host:cache" not in services(files)
    assert "redis" in services(files)
