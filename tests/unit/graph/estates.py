"""Four small estates for the laws of the graph: self-run, hosted, behind a router, and without any model."""

from __future__ import annotations

ROUTER = """model_list:
  - model_name: main
    litellm_params: {model: bedrock/eu.anthropic.claude-fable-5-v1:0, aws_region_name: eu-central-1}
  - model_name: second
    litellm_params: {model: vertex_ai/claude-fable-5}
  - model_name: own
    litellm_params: {model: openai/qwen3.6, api_base: "http://vllm:8000/v1"}
router_settings:
  fallbacks: [{main: [FALLBACK]}]
"""
APP = (
    "import os\nfrom openai import OpenAI\nc = OpenAI(base_url=os.getenv('LLM_URL', 'http://llm:8000/v1'))\n"
    "c.chat.completions.create(model='qwen3.6', messages=[])\n"
)
MODERATED = "from openai import OpenAI\nOpenAI().moderations.create(input='x')\n"
COMPOSE = """services:
  app:
    build: .
    environment: {LLM_URL: 'http://vllm:8000/v1'}
  vllm:
    image: registry.corp.internal/vllm/vllm-openai:v0.11.0@sha256:HASH
    command: [--model, /models/qwen3.6]
    environment: {VLLM_NO_USAGE_STATS: '1'}
""".replace("HASH", "ab" * 32)
POLICY = """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: ai}
spec: {podSelector: {}, policyTypes: [Egress], egress: []}
"""
WORKFLOW = "on: push\njobs:\n  b:\n    runs-on: self-hosted\n    steps:\n      - run: make\n"
ESTATES: dict[str, dict[str, str]] = {
    "own": {
        "app/main.py": APP,
        "docker-compose.yml": COMPOSE,
        "Dockerfile": "FROM registry.corp.internal/rockylinux:9@sha256:" + "cd" * 32 + "\nCOPY . /app\n",
        "k8s/policy.yaml": POLICY,
        ".github/workflows/ci.yml": WORKFLOW,
        "requirements.txt": "openai==1.0.0 --hash=sha256:" + "ef" * 32 + "\n",
    },
    "hosted": {
        "app/main.py": MODERATED,
        "app/chat.py": "from anthropic import Anthropic\nAnthropic().messages.create(model='claude-fable-5')\n",
        "docker-compose.yml": "services:\n  app:\n    build: .\n    environment: {OPENAI_API_KEY: x, SENTRY_DSN: y}\n",
        "Dockerfile": "FROM centos:7\nRUN pip install openai\n",
        "infra/main.tf": 'provider "aws" { region = "eu-central-1" }\nresource "aws_s3_bucket" "b" {}\n',
        "requirements.txt": "openai\nanthropic\n",
    },
    "router": {
        "litellm/config.yaml": ROUTER.replace("FALLBACK", "own"),
        "docker-compose.yml": "services:\n  litellm:\n    image: ghcr.io/berriai/litellm:v1.70.0\n",
        ".mcp.json": '{"mcpServers": {"a": {"type": "http", "url": "https://api.githubcopilot.com/mcp/"}}}',
        "egress/allowed-hosts.txt": "api.mistral.ai\n",
    },
    "plain": {
        "web/main.ts": "export const x = fetch('https://api.stripe.com/v1/charges');\n",
        "package.json": '{"name": "w", "dependencies": {"stripe": "17.0.0"}}',
        "Dockerfile": 'FROM node:22-alpine\nCMD ["node", "main.js"]\n',
        "infra/main.tf": 'resource "aws_db_instance" "d" {\n  engine = "postgres"\n}\n',
    },
}
