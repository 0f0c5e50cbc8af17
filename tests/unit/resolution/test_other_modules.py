"""Addresses that another module of the same tree gives a name: the layouts of real projects, and what is no layout."""

from __future__ import annotations

import pytest

from tests.unit.resolution.estate import Files, servers

OWN, OTHER = "http://vllm:8000/v1", "https://api.mistral.ai/v1"
PYTHON = "from openai import OpenAI\n"
SCRIPT = "import OpenAI from 'openai';\n"
READ = "import os\nLLM_URL = os.environ['LLM_URL']\n"
DEPLOYED = {
    "Dockerfile": "FROM registry.corp.internal/x:1\n",
    "compose.yaml": f"services:\n  app:\n    build: .\n    environment:\n      LLM_URL: {OTHER}\n",
}
SETTINGS = (
    "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n"
    f"    llm_url: str = '{OWN}'\n\n\nsettings = Settings()\n\n\ndef get_settings() -> Settings:\n    return settings\n"
)
CONFIG = "new OpenAI({ baseURL: config.url });\n"

LAYOUTS: dict[str, tuple[Files, set[str]]] = {
    "django": (
        {
            **DEPLOYED,
            "shop/settings.py": READ,
            "shop/a.py": PYTHON + "from django.conf import settings\nOpenAI(base_url=settings.LLM_URL)\n",
        },
        {"mistral-ai"},
    ),
    "module": (
        {**DEPLOYED, "settings.py": READ, "a.py": PYTHON + "import settings\nOpenAI(base_url=settings.LLM_URL)\n"},
        {"mistral-ai"},
    ),
    "module-of-package": (
        {
            **DEPLOYED,
            "ask/settings.py": READ,
            "ask/a.py": PYTHON + "from ask import settings\nOpenAI(base_url=settings.LLM_URL)\n",
        },
        {"mistral-ai"},
    ),
    "function": (
        {
            "backend/app/config.py": SETTINGS,
            "backend/app/a.py": PYTHON
            + "from app.config import get_settings\nOpenAI(base_url=get_settings().llm_url)\n",
        },
        {"self"},
    ),
    "handed-on": (
        {
            "app/core/config.py": SETTINGS,
            "app/core/__init__.py": "from .config import settings\n",
            "app/a.py": PYTHON + "from app.core import settings\nOpenAI(base_url=settings.llm_url)\n",
        },
        {"self"},
    ),
    "given-as-parameter": (
        {
            "app/config.py": SETTINGS,
            "app/a.py": PYTHON + "from app.config import Settings\n\n\ndef f(s: Settings):\n"
            "    return OpenAI(base_url=s.llm_url)\n",
        },
        {"self"},
    ),
    "default-export": (
        {
            "src/config.ts": f"export default {{ url: process.env.X ?? '{OWN}' }};\n",
            "src/a.ts": SCRIPT + "import config from './config';\n" + CONFIG,
        },
        {"self"},
    ),
    "index-file": (
        {
            "src/config/index.ts": f"export const URL_OF = process.env.X ?? '{OWN}';\n",
            "src/lib/a.ts": SCRIPT + "import { URL_OF } from '../config';\nnew OpenAI({ baseURL: URL_OF });\n",
        },
        {"self"},
    ),
    "alias": (
        {
            "src/lib/constants.ts": f"export const LLM_URL = '{OWN}';\n",
            "src/a.ts": SCRIPT + "import { LLM_URL } from '@/lib/constants';\nnew OpenAI({ baseURL: LLM_URL });\n",
        },
        {"self"},
    ),
    "checked-environment": (
        {
            "src/env.mjs": "import { createEnv } from '@t3-oss/env-nextjs';\nimport { z } from 'zod';\n"
            f"export const env = createEnv({{ server: {{ LLM_URL: z.string().default('{OWN}') }} }});\n",
            "src/a.ts": SCRIPT + "import { env } from '@/env.mjs';\nnew OpenAI({ baseURL: env.LLM_URL });\n",
        },
        {"self"},
    ),
    "commonjs": (
        {
            "src/config.js": f"module.exports = {{ url: '{OWN}' }};\n",
            "src/a.js": "const OpenAI = require('openai');\nconst config = require('./config');\n" + CONFIG,
        },
        {"self"},
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_address_of_another_module_is_found(layout: str) -> None:
    files, expected = LAYOUTS[layout]
    assert servers(files) == expected


USES = PYTHON + "from conf import URL\nOpenAI(base_url=URL)\n"
STRANGERS: dict[str, Files] = {
    "other-name": {"app/conf.py": f"URLS = '{OWN}'\n", "app/a.py": USES},
    "other-module": {"app/values.py": f"URL = '{OWN}'\n", "app/a.py": USES},
    "test": {"tests/conf.py": f"URL = '{OTHER}'\n", "app/a.py": USES},
    "comment": {"app/conf.py": f"# URL = '{OWN}'\n", "app/a.py": USES},
    "relative": {"lib/conf.py": f"URL = '{OWN}'\n", "app/a.py": USES.replace("from conf", "from .conf")},
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_what_only_looks_like_the_imported_name_answers_nothing(stranger: str) -> None:
    assert "unknown" in servers(STRANGERS[stranger])


def test_the_nearest_of_several_modules_of_one_name_is_taken() -> None:
    files = {"one/conf.py": f"URL = '{OWN}'\n", "two/conf.py": f"URL = '{OTHER}'\n", "one/a.py": USES}
    assert "self" in servers(files)
    assert "unknown" not in servers(files)
