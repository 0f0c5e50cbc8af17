"""Addresses that are easily read wrong: another's S3 behind a provider, versions, links, names inside a cluster."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Operator, Role, Strength
from tests.unit.resolution.estate import Files, dependencies, outsiders, party

_BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "x"\n}\n'


def _provider(endpoint: str) -> str:
    return f'provider "aws" {{\n  region = "gra"\n  endpoints {{\n    s3 = "{endpoint}"\n  }}\n}}\n'


def test_a_bucket_lies_where_the_endpoint_of_its_provider_says() -> None:
    assert outsiders({"main.tf": _provider("https://s3.gra.perf.cloud.ovh.net") + _BUCKET}) == {"ovh"}
    local = [
        d for d in dependencies({"main.tf": _provider("http://minio:9000") + _BUCKET}) if d.role is Role.DATA_STORE
    ]
    assert [d.operated_by for d in local] == [Operator.SELF]


@pytest.mark.parametrize("text", ['provider "aws" {\n  region = "eu-west-1"\n}\n', "", "# " + _provider("https://x")])
def test_without_an_endpoint_it_is_the_vendors(text: str) -> None:
    files: Files = {"main.tf": text.replace("\n", "\n# ") + "\n" + _BUCKET if text.startswith("#") else text + _BUCKET}
    assert "amazon" in outsiders(files)


def test_an_endpoint_for_one_service_does_not_move_the_others() -> None:
    table = 'resource "aws_dynamodb_table" "t" {\n  name = "t"\n}\n'
    assert outsiders({"main.tf": _provider("https://s3.gra.perf.cloud.ovh.net") + table}) == {"amazon"}


def test_a_version_of_four_numbers_is_no_address() -> None:
    files: Files = {
        "deploy.json": '{"contentVersion": "1.0.0.0", "server": "8.8.8.8:53", "url": "https://api.acme-x.io"}\n'
    }
    assert "host:1.0.0.0" not in {d.service for d in dependencies(files)}


def test_a_name_in_a_namespace_of_the_cluster_is_local() -> None:
    files: Files = {"app.env": "METRICS_URL=http://prometheus-server.monitoring:9090\nLOG_URL=http://sink.acme-x.io\n"}
    found = {d.operated_by for d in dependencies({".env": str(files["app.env"])})}
    assert found == {Operator.SELF, Operator.UNKNOWN}


def test_www_before_a_known_host_is_that_host() -> None:
    text = "import requests\nrequests.get('https://www.github.com/acme/app/releases/download/v1/x.tgz')\n"
    assert {party(d) for d in dependencies({"a.py": text}) if d.strength.live} == {"github"}


def test_a_link_that_code_puts_together_is_weaker_than_a_call() -> None:
    ruby = 'class S\n  def ghost_url\n    "https://archive.acme-x.io/find?q=#{id}"\n  end\nend\n'
    assert {d.strength for d in dependencies({"app/s.rb": ruby})} <= {Strength.OPTIONAL}
    called = "import requests\nrequests.get('https://archive.acme-x.io/find')\n"
    assert {d.strength for d in dependencies({"app/s.py": called}) if d.party is None} == {Strength.DEFAULT}


def test_a_plugin_of_the_build_is_needed_by_the_build_only() -> None:
    plugin = "const { withSentryConfig } = require('@sentry/nextjs');\nmodule.exports = withSentryConfig({}, {});\n"
    client = "import * as Sentry from '@sentry/nextjs';\nSentry.init({ dsn: 'https://k@o1.ingest.sentry.io/1' });\n"

    def strengths(files: Files) -> set[Strength]:
        return {d.strength for d in dependencies(files) if d.role is Role.TELEMETRY and party(d) == "sentry"}

    assert strengths({"next.config.js": plugin}) == {Strength.BUILD}
    assert Strength.DEFAULT in strengths({"next.config.js": plugin, "src/client.ts": client})


def test_images_of_what_another_compose_file_extends_and_of_flux_are_read() -> None:
    compose = {
        "docker-compose.yml": "services:\n  db:\n    extends: {file: base/common.yml, service: db}\n",
        "base/common.yml": "services:\n  db:\n    image: quay.io/acme/postgres:16\n",
    }
    flux = (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\nspec:\n  path: ./x\n"
        "  images:\n  - name: podinfo\n    newName: quay.io/acme/podinfo\n"
    )
    assert outsiders(compose) == outsiders({"apps/a.yaml": flux}) == {"red-hat"}
    assert outsiders({"apps/a.yaml": flux.replace("    newName", "    # newName")}) <= {"docker"}


DEPLOYED = {
    "compose.yaml": "services:\n  web:\n    build: .\n    environment:\n      LOG_LEVEL: info\n",
    "Dockerfile": "FROM registry.corp.internal/base:1\nCOPY . /app\n",
}


def test_what_a_page_loads_is_loaded_whoever_has_set_a_key() -> None:
    page = '<html><body><script src="https://app.chatwoot.com/packs/js/sdk.js"></script></body></html>\n'
    found = {entry.service: entry for entry in dependencies({**DEPLOYED, "web/index.html": page})}
    assert found["chatwoot-cloud"].strength is Strength.DEFAULT
    assert found["chatwoot-cloud"].role is Role.OTHER
    commented = page.replace("<script", "<!-- <script").replace("</script>", "</script> -->")
    assert "chatwoot-cloud" not in {e.service for e in dependencies({**DEPLOYED, "web/index.html": commented})}


def test_tools_that_are_called_at_fixed_addresses_do_not_stand_for_one_another() -> None:
    asked = {
        "web/where.py": "ipapi.co/json",
        "jobs/weather.py": "api.open-meteo.com/v1/forecast",
        "mail/notices.py": "slack.com/api/chat.postMessage",
        "lib/notes.py": "api.notion.com/v1/pages",
    }
    code = "import requests\n\n\ndef look():\n    requests.get('https://{}')\n"
    files = {**DEPLOYED, **{path: code.format(host) for path, host in asked.items()}}
    found = {entry.service: entry for entry in dependencies(files)}
    assert found["ipapi"].strength is Strength.DEFAULT
    # Slack answers nobody without a token, and no manifest sets one.
    assert all(entry.strength is Strength.OPTIONAL for name, entry in found.items() if name.startswith("slack"))
