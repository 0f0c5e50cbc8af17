"""The many ways in which real code and real manifests say an address, each with its one right answer."""

from __future__ import annotations

import pytest

from tests.unit.resolution.estate import Files, servers

OWN, OTHER = "http://vllm:8000/v1", "https://api.mistral.ai/v1"
READS = "import os\nfrom openai import OpenAI\nc = OpenAI(base_url=os.environ['LLM_URL'])\n"
FALLS_BACK = READS.replace("os.environ['LLM_URL']", f"os.getenv('LLM_URL', '{OWN}')")
BUILD = "FROM registry.corp.internal/x:1\n"
APP = "services:\n  app:\n    build: .\n"
SETTINGS = "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n"
DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  template:\n    spec:\n      containers:\n"
    "        - name: app\n          image: registry.corp.internal/app:1\n          "
)
LAMBDA = 'resource "aws_lambda_function" "f" {\n  environment {\n    variables = {\n      LLM_URL = %s\n    }\n  }\n}\n'


def _composed(environment: str, **more: str) -> Files:
    return {"app/a.py": READS, "Dockerfile": BUILD, "compose.yaml": APP + environment, **more}


MANIFESTS: dict[str, tuple[Files, set[str]]] = {
    "env-file": ({**_composed("    env_file: [prod.env]\n"), "prod.env": f"LLM_URL={OTHER}\n"}, {"mistral-ai"}),
    "one-env-file": ({**_composed("    env_file: .env.prod\n"), ".env.prod": f"LLM_URL={OTHER}\n"}, {"mistral-ai"}),
    "list": (_composed(f"    environment:\n      - LLM_URL={OTHER}\n"), {"mistral-ai"}),
    "default-of-manifest": (_composed(f"    environment:\n      LLM_URL: ${{LLM_URL:-{OWN}}}\n"), {"self"}),
    "default-of-manifest-and-file": (
        {**_composed(f"    environment:\n      LLM_URL: ${{LLM_URL:-{OWN}}}\n"), ".env": f"LLM_URL={OTHER}\n"},
        {"mistral-ai"},
    ),
    "other-name-in-file": (
        {**_composed("    environment:\n      LLM_URL: ${UPSTREAM}\n"), ".env": f"UPSTREAM={OTHER}\n"},
        {"mistral-ai"},
    ),
    "passed-through": (
        {**_composed("    environment:\n      - LLM_URL\n"), ".env": f"LLM_URL={OTHER}\n"},
        {"mistral-ai"},
    ),
    "two-overlays": (
        {
            "app/a.py": READS,
            "overlays/dev/d.yaml": DEPLOYMENT + f"env: [{{name: LLM_URL, value: '{OWN}'}}]\n",
            "overlays/prod/d.yaml": DEPLOYMENT + f"env: [{{name: LLM_URL, value: '{OTHER}'}}]\n",
        },
        {"self", "mistral-ai"},
    ),
    "config-map-generator": (
        {
            "app/a.py": READS,
            "k8s/kustomization.yaml": f"configMapGenerator:\n- name: c\n  literals: ['LLM_URL={OTHER}']\n",
            "k8s/d.yaml": DEPLOYMENT + "envFrom: [{configMapRef: {name: c}}]\n",
        },
        {"mistral-ai"},
    ),
    "terraform": ({"app/a.py": READS, "infra/main.tf": LAMBDA % f'"{OTHER}"'}, {"mistral-ai"}),
    "terraform-variable": (
        {"app/a.py": READS, "infra/main.tf": f'variable "u" {{\n  default = "{OTHER}"\n}}\n' + LAMBDA % "var.u"},
        {"mistral-ai"},
    ),
    "fuzzball": (
        {
            "ask/a.py": READS,
            "ask/Dockerfile": BUILD,
            "flow.fz": "version: v1\njobs:\n  ask:\n    image: {uri: docker://registry.corp.internal/ask:1}\n"
            f"    env: [LLM_URL={OTHER}]\n    command: [python3, a.py]\n",
        },
        {"mistral-ai"},
    ),
    "pipeline-of-tests-only": (
        {
            "app/a.py": FALLS_BACK,
            ".github/workflows/ci.yml": "on: push\nenv: {LLM_URL: 'https://api.openai.com/v1'}\njobs:\n  t:\n"
            "    runs-on: ubuntu-latest\n    steps: [{run: pytest}]\n",
        },
        {"self"},
    ),
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_manifest_of_any_form_is_joined_with_the_code(case: str) -> None:
    files, expected = MANIFESTS[case]
    assert servers(files) == expected


CODE: dict[str, tuple[str, set[str]]] = {
    "settings-class": (
        f"from openai import OpenAI\n{SETTINGS}    llm_url: str = '{OWN}'\n\n\n"
        "s = Settings()\nOpenAI(base_url=s.llm_url)\n",
        {"self"},
    ),
    "dataclass": (
        "from dataclasses import dataclass\nfrom openai import OpenAI\n\n\n@dataclass\nclass S:\n"
        f"    url: str = '{OWN}'\n\n\ns = S()\nOpenAI(base_url=s.url)\n",
        {"self"},
    ),
    "format-string": (
        "import os\nfrom openai import OpenAI\nH = os.getenv('H', 'vllm')\nOpenAI(base_url=f'http://{H}:8000/v1')\n",
        {"self"},
    ),
    "or": (f"import os\nfrom openai import OpenAI\nOpenAI(base_url=os.environ.get('X') or '{OWN}')\n", {"self"}),
    "default-of-parameter": (
        f"from openai import OpenAI\n\ndef f(u='{OWN}'):\n    return OpenAI(base_url=u)\n",
        {"self"},
    ),
    "keyword-dictionary": (f"from openai import OpenAI\nkw = {{'base_url': '{OWN}'}}\nOpenAI(**kw)\n", {"self"}),
    "module-alias": (f"import openai as o\no.AsyncOpenAI(base_url='{OWN}')\n", {"self"}),
    "with-options": (
        f"from openai import OpenAI\nc = OpenAI().with_options(base_url='{OWN}')\n"
        "c.chat.completions.create(model='x')\n",
        {"self"},
    ),
    "attribute-of-module": (
        f"import openai\nopenai.base_url = '{OWN}'\nopenai.chat.completions.create(model='x')\n",
        {"self"},
    ),
    "azure": (
        "from openai import AzureOpenAI\nAzureOpenAI(azure_endpoint='https://x.openai.azure.com', api_version='1')\n",
        {"microsoft"},
    ),
    "langchain": (
        f"from langchain_openai import ChatOpenAI\nChatOpenAI(base_url='{OWN}', model='qwen3.6')\n",
        {"self"},
    ),
    "langchain-factory": (
        "from langchain.chat_models import init_chat_model\ninit_chat_model('anthropic:claude-fable-5')\n",
        {"anthropic"},
    ),
    "litellm": ("import litellm\nlitellm.completion(model='anthropic/claude-fable-5', messages=[])\n", {"anthropic"}),
    "litellm-with-address": (
        f"import litellm\nlitellm.completion(model='openai/qwen3.6', api_base='{OWN}', messages=[])\n",
        {"self"},
    ),
    "ollama": ("import ollama\nollama.chat(model='llama3.3', messages=[])\n", {"self"}),
}


@pytest.mark.parametrize("case", CODE)
def test_python_says_an_address_in_many_ways(case: str) -> None:
    code, expected = CODE[case]
    assert servers({"app/a.py": code}) == expected


SCRIPTS: dict[str, tuple[str, set[str]]] = {
    "or": (f"import OpenAI from 'openai';\nnew OpenAI({{ baseURL: process.env.X || '{OWN}' }});\n", {"self"}),
    "template": (
        "import OpenAI from 'openai';\nconst H = process.env.H ?? 'vllm';\n"
        "new OpenAI({ baseURL: `http://${H}:8000/v1` });\n",
        {"self"},
    ),
    "required": (f"const {{ OpenAI: O }} = require('openai');\nnew O({{ baseURL: '{OWN}' }});\n", {"self"}),
    "provider-with-address": (
        f"import {{ createOpenAI }} from '@ai-sdk/openai';\nconst o = createOpenAI({{ baseURL: '{OWN}' }});\n"
        "export const m = o('qwen3.6');\n",
        {"self"},
    ),
    "provider": (
        "import { anthropic } from '@ai-sdk/anthropic';\nexport const m = anthropic('claude-fable-5');\n",
        {"anthropic"},
    ),
}


@pytest.mark.parametrize("case", SCRIPTS)
def test_typescript_says_an_address_in_many_ways(case: str) -> None:
    code, expected = SCRIPTS[case]
    assert servers({"src/a.ts": code}) == expected


@pytest.mark.parametrize(
    ("conf", "code"),
    [
        (f"URL = '{OTHER}'\n", "from app.conf import URL\nOpenAI(base_url=URL)\n"),
        (f"URL = '{OTHER}'\n", "from .conf import URL\nOpenAI(base_url=URL)\n"),
        (
            f"{SETTINGS}    llm_url: str = '{OTHER}'\n\n\nsettings = Settings()\n",
            "from app.conf import settings\nOpenAI(base_url=settings.llm_url)\n",
        ),
    ],
    ids=["constant", "relative", "settings"],
)
def test_an_address_of_another_module_is_followed_one_level(conf: str, code: str) -> None:
    assert servers({"app/conf.py": conf, "app/a.py": "from openai import OpenAI\n" + code}) == {"mistral-ai"}
