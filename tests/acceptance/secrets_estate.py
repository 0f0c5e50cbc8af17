"""An estate in which secrets of many shapes stand right where evidence is taken from. None of them opens anything.

They are put together here so that no scanner of secrets takes this file for a leak.
"""

from __future__ import annotations

import base64
from pathlib import Path

LETTERS = "Qw7Zr2Lk9Xv4Bn6Ts1Md3Hy8Jf5Gc0Pa"
HEX = "9f3c7e1ab2d84f60915ce7d3ab48f1c2"
PASSWORD = "Tr0ub4dor-" + "Hunter42"
_PEM = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" + LETTERS

SECRETS: dict[str, str] = {
    "openai key": "sk-proj-" + LETTERS,
    "anthropic key": "sk-ant-api03-" + LETTERS,
    "aws key id": "AKIA" + "QW7ZR2LK9XV4BN6T",
    "aws secret": "wJalrXUtnFEMI" + "K7MDENGbPxRfiCY" + "zEXAMPLEK9x4",
    "github token": "ghp_" + LETTERS + "abcd",
    "github fine-grained token": "github_pat_11ABCDEFG0" + LETTERS,
    "gitlab token": "glpat-" + LETTERS[:20],
    "hugging face token": "hf_" + LETTERS[:30],
    "slack token": "xoxb-123456789012-" + LETTERS[:24],
    "slack webhook": "T01ABCDEF/B02ABCDEF/" + LETTERS[:24],
    "google key": "AIza" + "SyA" + LETTERS + "xyz",
    "stripe key": "sk_live_" + LETTERS[:24],
    "jwt": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + LETTERS,
    "pem": _PEM,
    "password in a database address": PASSWORD + "db",
    "password in a cache address": PASSWORD + "cache",
    "token in a query": "q" + LETTERS[:28],
    "token as a user": "u9" + LETTERS[:24],
    "bearer": "b" + LETTERS[:30],
    "basic header": base64.b64encode(f"admin:{PASSWORD}".encode()).decode(),
    "secret in base64": base64.b64encode(f"{PASSWORD}-of-kubernetes-and-more".encode()).decode(),
    "azure account key": base64.b64encode((LETTERS * 2).encode()).decode(),
    "registry token": "npm_" + LETTERS + "1234",
    "signed address": HEX + HEX,
    "sendgrid key": "SG." + LETTERS[:22] + "." + LETTERS,
    "password in terraform": PASSWORD + "tf",
    "password in code": PASSWORD + "py",
}
S = SECRETS

AZURE = ";".join(
    (
        "DefaultEndpointsProtocol=https",
        "AccountName=acme",
        f"AccountKey={SECRETS['azure account key']}",
        "EndpointSuffix=core.windows.net",
    )
)
FILES: dict[str, str] = {
    ".env": f"""OPENAI_API_KEY={S["openai key"]}
ANTHROPIC_API_KEY="{S["anthropic key"]}"
SLACK_TOKEN={S["slack token"]}
STRIPE_SECRET_KEY={S["stripe key"]}
SENDGRID_API_KEY={S["sendgrid key"]}
DATABASE_URL=postgres://app:{S["password in a database address"]}@orders.abc123.eu-west-1.rds.amazonaws.com:5432/app
REDIS_URL=rediss://:{S["password in a cache address"]}@cache.x1.use1.cache.amazonaws.com:6379/0
AZURE_STORAGE_CONNECTION_STRING={AZURE}
""",
    "app/main.py": f"""import boto3
import requests
from anthropic import Anthropic
from openai import OpenAI

client = OpenAI(api_key="{S["openai key"]}", base_url="https://api.openai.com/v1?api_key={S["token in a query"]}")
claude = Anthropic(api_key="{S["anthropic key"]}")
store = boto3.client("s3", aws_access_key_id="{S["aws key id"]}", aws_secret_access_key="{S["aws secret"]}")
requests.get("https://maps.googleapis.com/maps/api/geocode/json?key={S["google key"]}")
requests.post("https://hooks.slack.com/services/{S["slack webhook"]}", json={{}})
requests.get("https://api.github.com/user", headers={{"Authorization": "Bearer {S["bearer"]}"}})
requests.get("https://api.stripe.com/v1/charges", auth=("{S["stripe key"]}", ""))
requests.get("https://api.auth0.com/v2", headers={{"Authorization": "Basic {S["basic header"]}"}})
requests.get("https://acme.blob.core.windows.net/x?sv=2024&sig={S["signed address"]}")
requests.get("https://api.datadoghq.com/v1", headers={{"X-Token": "{S["jwt"]}"}})
db_password = "{S["password in code"]}"
requests.get("https://api.pinecone.io", headers={{"Api-Key": "{S["password in code"]}"}})
KEY = \"\"\"-----BEGIN PRIVATE KEY-----
{S["pem"]}
-----END PRIVATE KEY-----\"\"\"
""",
    "compose.yaml": f"""services:
  web:
    image: docker.io/acme/web:latest
    environment:
      OPENAI_API_KEY: {S["openai key"]}
      HF_TOKEN: {S["hugging face token"]}
      DATABASE_URL: postgres://app:{S["password in a database address"]}@orders.abc123.eu-west-1.rds.amazonaws.com/app
      SENTRY_DSN: https://{S["signed address"][:32]}@o123.ingest.sentry.io/{HEX[:6]}
      GOOGLE_API_KEY: {S["google key"]}
    command: ["serve", "--token", "{S["bearer"]}", "--password={S["password in code"]}"]
""",
    "deploy/secret.yaml": f"""apiVersion: v1
kind: Secret
metadata: {{name: web}}
data:
  password: {S["secret in base64"]}
stringData:
  OPENAI_API_KEY: {S["openai key"]}
  tls.key: |
    -----BEGIN RSA PRIVATE KEY-----
    {S["pem"]}
    -----END RSA PRIVATE KEY-----
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  template:
    spec:
      containers:
        - name: web
          image: docker.io/acme/web:latest
          args: ["--api-key={S["anthropic key"]}"]
          env:
            - {{name: ANTHROPIC_API_KEY, value: "{S["anthropic key"]}"}}
            - {{name: LLM_URL, value: "https://svc:{S["token as a user"]}@api.openai.com/v1"}}
""",
    "Dockerfile": f"""FROM docker.io/library/python:latest
ENV HF_TOKEN={S["hugging face token"]}
RUN pip install --extra-index-url https://build:{S["token as a user"]}@pkgs.vendor.example/simple acme
RUN curl -H "Authorization: Bearer {S["bearer"]}" https://api.openai.com/v1/models
RUN git clone https://{S["github token"]}@github.com/acme/models.git
""",
    "infra/main.tf": f"""provider "aws" {{
  region     = "us-east-1"
  access_key = "{S["aws key id"]}"
  secret_key = "{S["aws secret"]}"
}}
resource "aws_db_instance" "main" {{
  engine   = "postgres"
  password = "{S["password in terraform"]}"
}}
provider "datadog" {{
  api_key = "{S["signed address"][:32]}"
}}
""",
    ".github/workflows/build.yml": f"""name: build
on: [push]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {{token: {S["github fine-grained token"]}}}
      - run: docker login -u acme -p {S["password in code"]} docker.io
      - run: curl https://gitlab.com/api/v4/projects?private_token={S["gitlab token"]}
        env: {{GITLAB_TOKEN: "{S["gitlab token"]}"}}
""",
    ".gitmodules": f"""[submodule "models"]
	path = models
	url = https://oauth2:{S["gitlab token"]}@gitlab.com/acme/models.git
""",
    ".npmrc": f"//registry.vendor.example/:_authToken={S['registry token']}\nregistry=https://registry.vendor.example/\n",
    "requirements.txt": f"git+https://{S['github token']}@github.com/acme/sdk.git@main#egg=sdk\nopenai==1.0\n",
    "config/settings.yaml": f"""llm:
  provider: openai
  base_url: https://api.openai.com/v1
  api_key: {S["openai key"]}
slack_webhook: https://hooks.slack.com/services/{S["slack webhook"]}
auth:
  jwt: {S["jwt"]}
broken: [unclosed {S["stripe key"]}
""",
}


def written(folder: Path) -> Path:
    """The estate on disk."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
