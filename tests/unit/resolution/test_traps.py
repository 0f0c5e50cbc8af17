"""What is no dependency, or a weaker one than its name suggests: each trap beside the hit that it resembles."""

from __future__ import annotations

import pytest

from sovassess.catalog.indexes import index_hosts
from sovassess.model.enums import Operator, Role, Strength
from tests.loaded import catalog
from tests.unit.resolution.estate import Files, assessed, dependencies, of_role, outsiders, party, services

HIT = "from openai import OpenAI\nclient = OpenAI()\nclient.chat.completions.create(model='gpt-5.5', messages=[])\n"
DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec:\n  template:\n    spec:\n      containers:\n"
    "        - name: x\n          image: quay.io/x/y:1\n"
    "          env: [{name: A_URL, value: 'https://api.mistral.ai/v1'}]\n"
)


def _strengths(files: Files, party_id: str) -> set[Strength]:
    return {entry.strength for entry in dependencies(files) if party(entry) == party_id}


def test_a_client_in_production_code_is_a_core_dependency() -> None:
    assert _strengths({"app/main.py": HIT}, "openai") <= {Strength.REQUIRED, Strength.DEFAULT}
    assert "openai" in outsiders({"app/main.py": HIT})


@pytest.mark.parametrize(
    "text",
    [
        "# from openai import OpenAI\n# client = OpenAI()\n",
        "text = 'client = openai.OpenAI()'\n",
        '"""Use `openai.OpenAI()` against https://api.openai.com/v1."""\n',
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from openai import OpenAI\n",
        "from openai import OpenAI\n\ndef use(client: OpenAI) -> None: ...\n",
    ],
    ids=["comment", "string", "docstring", "type-checking", "annotation-only"],
)
def test_what_only_speaks_of_a_client_is_no_dependency(text: str) -> None:
    assert outsiders({"app/main.py": text}) == set()


@pytest.mark.parametrize(
    "text",
    [
        "// import OpenAI from 'openai';\n// new OpenAI();\n",
        "/* new OpenAI({ baseURL: 'https://api.openai.com/v1' }) */\nexport const x = 1;\n",
        "import type OpenAI from 'openai';\nexport type Client = OpenAI;\n",
        'export const help = "new OpenAI({ apiKey })";\n',
    ],
    ids=["line-comment", "block-comment", "type-import", "string"],
)
def test_what_only_speaks_of_a_client_is_no_dependency_in_typescript(text: str) -> None:
    assert outsiders({"src/main.ts": text}) == set()


@pytest.mark.parametrize("path", ["tests/test_main.py", "app/tests/helpers.py", "test_main.py", "app/main_test.py"])
def test_a_client_in_a_test_is_a_development_tie_at_most(path: str) -> None:
    assert _strengths({path: HIT}, "openai") <= {Strength.DEV}
    assert outsiders({path: HIT}) == set()


@pytest.mark.parametrize("path", ["docs/guide.py", "docs/use.md", "README.md", "website/src/main.py"])
def test_a_client_in_the_documentation_is_a_mention_at_most(path: str) -> None:
    assert _strengths({path: HIT}, "openai") <= {Strength.DOCS}
    assert outsiders({path: HIT}) == set()


def test_example_code_is_not_what_runs() -> None:
    assert _strengths({"examples/chat.py": HIT}, "openai") <= {Strength.DEV}


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": "[project]\nname='a'\nversion='1'\n[dependency-groups]\ndev=['openai', 'sentry-sdk']\n"},
        {"requirements-dev.txt": "openai==1.0\nsentry-sdk\n"},
        {"package.json": '{"name": "a", "devDependencies": {"openai": "4.0.0", "@sentry/node": "8.0.0"}}'},
        {"requirements.txt": "openai==1.0\n", "app/main.py": "print('never imported')\n"},
        {
            "pyproject.toml": "[project]\nname='a'\nversion='1'\n"
            "[project.optional-dependencies]\nhosted=['openai', 'sentry-sdk']\n"
        },
        {"package.json": '{"name": "a", "peerDependencies": {"openai": "4.0.0"}}'},
    ],
    ids=["group", "dev-requirements", "dev-dependencies", "never-imported", "extra", "peer"],
)
def test_a_package_alone_makes_no_vendor_a_dependency(files: Files) -> None:
    assert outsiders(files) & {"openai", "sentry", "functional-software"} == set()


def test_a_call_behind_a_guarded_import_of_an_extra_is_optional() -> None:
    files = {
        "pyproject.toml": "[project]\nname='a'\nversion='1'\ndependencies=['httpx']\n"
        "[project.optional-dependencies]\nhosted=['openai']\n",
        "a/providers.py": "try:\n    from openai import OpenAI\nexcept ImportError:\n    OpenAI = None\n\n"
        "def hosted():\n    return OpenAI()\n",
    }
    assert _strengths(files, "openai") <= {Strength.OPTIONAL}


def test_a_first_party_module_with_a_similar_name_is_no_package() -> None:
    files = {
        "openai_utils/__init__.py": "def OpenAI():\n    ...\n",
        "app/main.py": "import openai_utils\nfrom openai_utils import OpenAI\nOpenAI()\nopenai_utils.OpenAI()\n",
        "web/main.ts": "import { OpenAI } from './openai';\nimport x from '@/openai/client';\nnew OpenAI();\n",
        "web/openai.ts": "export class OpenAI {}\n",
    }
    assert outsiders(files) == set()


def test_a_first_party_module_that_shadows_a_package_is_no_package() -> None:
    assert outsiders({"openai.py": "def OpenAI():\n    ...\n", "main.py": HIT.replace("gpt-5.5", "m")}) == set()


def test_a_compose_service_behind_a_profile_is_optional() -> None:
    files = {
        "compose.yaml": "services:\n  app:\n    image: registry.corp.internal/app:1\n"
        "  tracing:\n    image: ghcr.io/x/y:1\n    profiles: [debug]\n"
        "    environment: {API_URL: 'https://api.mistral.ai/v1'}\n"
    }
    found = services(files)
    assert found["mistral-api"].strength is Strength.OPTIONAL
    assert not any(party(e) == "github" and e.strength.core for e in dependencies(files))


def test_a_compose_service_without_a_profile_is_on() -> None:
    files = {
        "compose.yaml": "services:\n  tracing:\n    image: ghcr.io/x/y:1\n"
        "    environment: {API_URL: 'https://api.mistral.ai/v1'}\n"
    }
    assert services(files)["mistral-api"].strength.core


def test_commented_lines_of_a_compose_file_are_nothing() -> None:
    files = {
        "compose.yaml": "services:\n  app:\n    image: registry.corp.internal/app:1\n    environment:\n      A: b\n"
        "      # OPENAI_BASE_URL: https://api.openai.com/v1\n"
        "  # weaviate:\n  #   image: quay.io/x/weaviate:1\n"
    }
    assert outsiders(files) == set()


@pytest.mark.parametrize("count", ["0", "false ? 1 : 0"])
def test_a_terraform_resource_with_count_zero_is_not_there(count: str) -> None:
    files = {"infra/main.tf": f'resource "aws_s3_bucket" "b" {{\n  count  = {count}\n  bucket = "x"\n}}\n'}
    assert not any(entry.strength.core for entry in dependencies(files))


def test_a_terraform_resource_behind_a_variable_is_optional_and_without_it_required() -> None:
    body = 'variable "on" {\n  default = false\n}\n'
    guarded = {"infra/main.tf": body + 'resource "aws_sqs_queue" "q" {\n  count = var.on ? 1 : 0\n}\n'}
    plain = {"infra/main.tf": body + 'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n'}
    assert services(guarded)["amazon-sqs"].strength is Strength.OPTIONAL
    assert services(plain)["amazon-sqs"].strength.core


def test_what_a_kustomize_component_holds_is_optional() -> None:
    component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [d.yaml]\n"
    files = {"components/gpu/kustomization.yaml": component, "components/gpu/d.yaml": DEPLOYMENT}
    assert services(files)["mistral-api"].strength is Strength.OPTIONAL


def test_what_a_kustomize_base_holds_is_on() -> None:
    files = {"base/kustomization.yaml": "resources: [d.yaml]\n", "base/d.yaml": DEPLOYMENT}
    assert services(files)["mistral-api"].strength.core


@pytest.mark.parametrize(
    "code",
    [
        "s3 = boto3.client('s3', endpoint_url='http://minio:9000')",
        "s3 = boto3.resource('s3', endpoint_url=ENDPOINT)",
        "s3 = boto3.client(service_name='s3', region_name='us-east-1', endpoint_url='https://10.0.0.7:9000')",
    ],
)
def test_an_s3_client_that_points_at_minio_is_self_run(code: str) -> None:
    files = {"app/store.py": f"import boto3\nENDPOINT = 'http://minio.storage.svc:9000'\n{code}\n"}
    found = of_role(files, Role.DATA_STORE, Role.CLOUD)
    assert {entry.operated_by for entry in found} == {Operator.SELF}


def test_an_s3_client_without_address_is_amazon_with_its_region() -> None:
    found = services({"app/store.py": "import boto3\ns3 = boto3.client('s3', region_name='eu-central-1')\n"})
    assert found["amazon-s3"].operated_by is Operator.VENDOR
    assert found["amazon-s3"].location == "DE"


@pytest.mark.parametrize(
    "code",
    [
        "import redis\nr = redis.Redis()\n",
        "import redis\nr = redis.Redis(host='cache')\n",
        "import redis\nr = redis.Redis(host='localhost', port=6379)\n",
        "import redis\nr = redis.Redis.from_url('redis://cache:6379/0')\n",
        "import psycopg\nc = psycopg.connect('postgresql://u:p@db/x')\n",
        "import psycopg\nc = psycopg.connect()\n",
        "import psycopg2\nc = psycopg2.connect(host='db', dbname='x')\n",
    ],
)
def test_a_database_library_is_software_and_no_vendor(code: str) -> None:
    files = {"app/db.py": code, "requirements.txt": "redis\npsycopg[binary]\npsycopg2\n"}
    stores = [entry for entry in of_role(files, Role.DATA_STORE) if entry.strength.live]
    assert stores
    assert {entry.operated_by for entry in stores} == {Operator.SELF}
    assert outsiders(files) <= {"python-software-foundation"}


@pytest.mark.parametrize(
    ("code", "who"),
    [
        ("import redis\nr = redis.Redis(host='eu1-x.upstash.io', port=6379)\n", "upstash"),
        ("import psycopg\nc = psycopg.connect('postgresql://u:p@ep-x.eu-central-1.aws.neon.tech/x')\n", "neon"),
    ],
)
def test_the_same_library_against_a_hosted_database_names_its_host(code: str, who: str) -> None:
    assert who in outsiders({"app/db.py": code})


@pytest.mark.parametrize(
    ("code", "product"),
    [("import redis\nr = redis.Redis()\n", "redis"), ("import psycopg\npsycopg.connect()\n", "postgresql")],
)
def test_a_library_that_defaults_to_this_machine_is_named_by_its_software(code: str, product: str) -> None:
    assert product in services({"app/db.py": code})


def test_a_vendored_folder_is_no_dependency() -> None:
    assert (
        outsiders({"third_party/x/main.py": HIT, "node_modules/openai/index.js": "fetch('https://api.openai.com')"})
        == set()
    )


def test_a_placeholder_host_is_nobody() -> None:
    files = {"app/main.py": "import requests\nrequests.get('https://your-company.example.com/api')\n"}
    assert outsiders(files) == set()


def test_a_host_that_nobody_knows_is_unknown_and_named() -> None:
    found = services({"app/main.py": "import requests\nrequests.get('https://api.nobody-knows.io/v1')\n"})
    assert found["host:api.nobody-knows.io"].operated_by is Operator.UNKNOWN
    assert found["host:api.nobody-knows.io"].party is None


def test_a_service_that_is_called_like_a_vendor_does_not_make_the_vendors_host_ones_own() -> None:
    files = {
        "docker-compose.yml": "services:\n  openai: {image: 'registry.corp.internal/mock:1'}\n  api: {build: .}\n",
        "Dockerfile": "FROM registry.corp.internal/base:1\n",
        "app/main.py": "from openai import OpenAI\nOpenAI(base_url='https://api.openai.com/v1')\n"
        "import requests\nrequests.get('https://openai.com/x')\n",
    }
    assert "openai" in outsiders(files)


def test_a_workload_is_reached_by_name_and_namespace() -> None:
    files = {
        "k8s/vllm.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: vllm, namespace: ai}\n"
        "spec: {selector: {app: vllm}, ports: [{port: 8000}]}\n---\n"
        + DEPLOYMENT.replace("{name: x}", "{name: vllm, namespace: ai}").replace(
            "quay.io/x/y:1", "vllm/vllm-openai:v1"
        ),
        "app/main.py": "from openai import OpenAI\nOpenAI(base_url='http://vllm.ai:8000/v1')\n",
    }
    found = [e for e in of_role(files, Role.MODEL_API, Role.MODEL_SERVER) if e.host and "vllm" in e.host]
    assert {entry.operated_by for entry in found} == {Operator.SELF}


@pytest.mark.parametrize(
    "image",
    [
        "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.0",
        "cloudflare/cloudflared:2025.1.0",
    ],
)
def test_a_local_proxy_to_a_hosted_service_is_hosted(image: str) -> None:
    files = {
        "docker-compose.yml": "services:\n  app: {build: ., environment: {DATABASE_URL: 'postgresql://u@db:5432/x'}}\n"
        f"  db: {{image: '{image}', command: ['p:europe-west4:x']}}\n",
        "Dockerfile": "FROM registry.corp.internal/base:1\n",
    }
    vendors = {"google", "cloudflare"}
    core = [e for e in dependencies(files) if e.strength.core and e.role is not Role.REGISTRY]
    assert any(party(entry) in vendors for entry in core)


def test_an_unknown_link_of_a_component_is_shown_and_one_it_calls_is_used() -> None:
    page = (
        "export const REGION_URLS = { eu: 'https://eu.zzz-nobody.io' };\n"
        "export const C = { apiUrl: 'https://data.zzz-called.io/v1' };\n"
        "export async function load() { return fetch('https://feed.zzz-fetched.io/v1'); }\n"
    )
    shown = {d.service: d.strength for d in assessed({"web/src/Menu.tsx": page}).dependencies}
    assert shown["host:data.zzz-called.io"] is Strength.DEFAULT
    assert shown["host:feed.zzz-fetched.io"] is Strength.DEFAULT
    assert shown["host:eu.zzz-nobody.io"] is Strength.OPTIONAL
    used = {d.service: d.strength for d in assessed({"web/src/regions.ts": page}).dependencies}
    assert used["host:eu.zzz-nobody.io"] is Strength.DEFAULT


@pytest.mark.parametrize("kind", ["pypi", "npm"])
def test_a_public_index_is_known_by_its_host_though_nobody_wrote_it_down(kind: str) -> None:
    index = catalog().default_index(kind)
    host = next(host for host, service in index_hosts(catalog().default_index) if service == index)
    code = f"import requests\nrequests.get('https://{host}/x')\n"
    (found,) = assessed({"app/main.py": code}).dependencies
    assert (found.service, found.role) == (index, Role.REGISTRY)
