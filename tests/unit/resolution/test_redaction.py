"""No credential reaches a report: by shape, by name, by place; and what is no credential stays readable."""

from __future__ import annotations

import pytest

from sovassess.model.assessment import encode
from sovassess.renderers import html, terminal
from sovassess.resolution.redaction import HIDDEN, redacted
from tests.unit.resolution.estate import assessed

# Made up, in the shapes of the real ones; assembled so that no scanner of this repository takes them for real.
_A = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0"
_HEX = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
SHAPES: dict[str, str] = {
    "openai": "sk-" + "proj-" + _A,
    "anthropic": "sk-ant-" + "api03-" + _A,
    "stripe": "sk_" + "live_" + _A[:24],
    "github": "ghp" + "_" + _A[:36],
    "github-fine": "github" + "_pat_" + _A,
    "gitlab": "glpat" + "-" + _A[:20],
    "hugging-face": "hf" + "_" + _A[:34],
    "slack": "xoxb" + "-" + "1234567890-abcdefABCDEF",
    "aws-id": "AKIA" + "IOSFODNN7QWERTYU",
    "aws-secret": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzKEY1",
    "google": "AIza" + "SyD-" + _A[:32],
    "google-token": "ya29" + "." + _A,
    "jwt": "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0" + "." + _A,
    "npm": "npm" + "_" + _A[:36],
    "nvidia": "nvapi" + "-" + _A,
    "groq": "gsk" + "_" + _A,
    "replicate": "r8" + "_" + _A[:37],
    "sendgrid": "SG" + "." + _A[:22] + "." + _A[:40],
    "mailgun": "key" + "-" + _HEX,
    "digital-ocean": "dop_v1_" + _HEX * 2,
    "hex": _HEX,
    "base64": "QWxhZGRpbjpvcGVuIHNlc2FtZTEyMzQ1Njc4OTBhYmNkZWZnaGlqa2w=",
    "password": "correct-horse-battery-1",
    "short-password": "hunter2!",
}


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize(
    "line",
    [
        "API_KEY={}",
        "api_key: {}",
        'client = Client(api_key="{}")',
        "'x-api-key': '{}',",
        "password = '{}'",
        "https://user:{}@git.example.com/x.git",
        "https://api.example.com/v1?api_key={}&x=1",
        "Authorization: Bearer {}",
        "client_secret = {}",
        "export DB_PASSWORD={}",
        "SENTRY_AUTH_TOKEN: '{}'",
    ],
)
def test_a_secret_is_hidden_wherever_its_name_or_place_says_so(kind: str, line: str) -> None:
    secret = SHAPES[kind]
    if "://" in line and "/" in secret.rstrip("="):
        secret = secret.replace("/", "%2F")
    if line.startswith("Authorization") and secret == "hunter2!":  # a header's token has another alphabet
        return
    shown = redacted(line.format(secret))
    assert secret not in shown
    assert HIDDEN in shown


@pytest.mark.parametrize("kind", [kind for kind in SHAPES if "password" not in kind])
@pytest.mark.parametrize("line", ["x = '{}'", "- {}", "run: tool --login {}", "{}", 'foo("{}", 1)', "a={}"])
def test_a_secret_is_hidden_by_its_shape_alone(kind: str, line: str) -> None:
    assert SHAPES[kind] not in redacted(line.format(SHAPES[kind]))


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----MIIEvQIBADANBgkqhkiG9w0",
        "-----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNzaC1rZXktdjEAAAAA",
        "-----BEGIN EC PRIVATE KEY-----",
        "-----BEGIN PGP PRIVATE KEY BLOCK----- lQOYBF",
    ],
)
def test_a_key_in_pem_is_hidden(line: str) -> None:
    assert redacted(line) == HIDDEN


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("postgresql://app:s3cr3t@db.example.com:5432/x", "s3cr3t"),
        ("redis://:p4ssw0rd@cache:6379/0", "p4ssw0rd"),
        ("amqps://user:pa%40ss@mq.example.com/v", "pa%40ss"),
        ("mongodb+srv://u:p-w@cluster0.example.mongodb.net", "p-w"),
        ("https://oauth2:tok123@gitlab.example.com/a.git", "tok123"),
        ("postgresql://app:p@ss/word@db.example.com/x", "ss/word"),
        ("https://1234567890abcdef@o1.ingest.sentry.io/1", "1234567890abcdef"),
        ("https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuvwx"),
        ("Server=db;User Id=sa;Password=Str0ng!Pass;Encrypt=true", "Str0ng!Pass"),
        ("AccountName=x;AccountKey=" + "Q" * 20 + "1a==;EndpointSuffix=core.windows.net", "Q" * 20 + "1a=="),
        ("https://x.blob.core.windows.net/c?sv=2022&sig=abc%2Fdef%3D", "abc%2Fdef%3D"),
        ('{"auths": {"registry.example.com": {"auth": "dXNlcjpwYXNz"}}}', "dXNlcjpwYXNz"),
        ("//registry.example.com/:_authToken=abcdEFGH1234", "abcdEFGH1234"),
        ("curl -u admin:Secr3tPw https://api.example.com", "Secr3tPw"),
        ("mysql -uroot -pSecr3tPw", "Secr3tPw"),
        ("password: 'two words 9'", "words"),
        ('PASSWORD="a$b(c)d9"', "b(c)d9"),
        ("Authorization: Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA"),
        ("<password>Secr3tPw</password>", "Secr3tPw"),
        ('"clientSecret": "abcDEF123456"', "abcDEF123456"),
        ("--token abcDEF123456ghi", "abcDEF123456ghi"),
    ],
)
def test_a_secret_of_a_connection_or_header_is_hidden(line: str, secret: str) -> None:
    assert secret not in redacted(line)


@pytest.mark.parametrize(
    "line",
    [
        "FROM registry.example.com/app@sha256:" + "3f" * 32,
        "image: nvcr.io/nim/meta/llama-3.3-70b-instruct:1.8.0",
        "--hash=sha256:" + "ab" * 32,
        "model='claude-fable-5'",
        "model: eu.anthropic.claude-fable-5-v1:0",
        "MODEL=meta-llama/Llama-3.3-70B-Instruct",
        "base_url = 'https://api.openai.com/v1'",
        "uses: actions/checkout@8f4b7f84864484a7bf31766abe9204da3cbe65b3",
        'source = "git::https://github.com/x/y.git?ref=v1.2.3"',
        "COPY --from=builder /usr/local/lib/python3.12/site-packages /app",
        "api_key = os.environ['OPENAI_API_KEY']",
        "apiKey: process.env.OPENAI_API_KEY,",
        "OPENAI_API_KEY=${OPENAI_API_KEY}",
        "api_key: {{ .Values.apiKey }}",
        "key: ${{ secrets.TOKEN }}",
        "valueFrom: {secretKeyRef: {name: db, key: password}}",
        "max_tokens = 1024",
        "tokenizer = AutoTokenizer.from_pretrained('Qwen/Qwen3.6-35B-A3B')",
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "services/very-long-directory-name/another-directory/Component123/File.py",
        "https://docs.example.com/a/Very-Long-Path-With-Digits-123/And-More-Segments-Of-It",
        "password_policy: strict",
        "from myapp.authentication.providers import OpenIdConnectProvider2",
        "monkey = 'banana-republic'",
        'resource "aws_secretsmanager_secret" "db" {',
        "host: ep-cool-darkness-123456.eu-central-1.aws.neon.tech",
    ],
)
def test_an_ordinary_line_stays_readable(line: str) -> None:
    assert redacted(line) == line


@pytest.mark.parametrize("line", ["a\x1b[31mred\x1b[0m", "abc\u202egpj.exe", "x\x00y", "\u2066hidden\u2069"])
def test_characters_that_steer_a_terminal_or_the_reader_are_taken_out(line: str) -> None:
    assert not set(redacted(line)) & set("\x1b\x00\u202e\u2066\u2069")


def test_hiding_twice_changes_nothing() -> None:
    for secret in SHAPES.values():
        once = redacted(f"API_KEY={secret}")
        assert redacted(once) == once


def _estate() -> dict[str, str]:
    s = SHAPES
    python = "from openai import OpenAI\nimport psycopg, redis, requests, sentry_sdk\n" + "".join(
        f'c{n} = OpenAI(base_url="https://api.openai.com/v1", api_key="{value}")\n'
        for n, value in enumerate(s.values())
    )
    python += (
        f"psycopg.connect('postgresql://app:{s['password']}@db.example.net/x')\n"
        f"redis.Redis.from_url('rediss://:{s['short-password']}@eu1-x.upstash.io:6379')\n"
        f"requests.get('https://api.mistral.ai/v1?api_key={s['openai']}')\n"
        f"requests.get('https://user:{s['github']}@api.github.com/x')\n"
        f"sentry_sdk.init(dsn='https://{s['hex']}@o1.ingest.sentry.io/1')\n"
    )
    lines = "".join(f"VALUE_{n}_API_KEY={value}\n" for n, value in enumerate(s.values()))
    compose = "services:\n  app:\n    image: ghcr.io/x/app:1\n    environment:\n"
    compose += "".join(f"      V{n}_TOKEN: '{value}'\n" for n, value in enumerate(s.values()))
    compose += f"      DATABASE_URL: 'postgresql://app:{s['password']}@db.example.net/x'\n"
    compose += f"      OPENAI_API_KEY: {s['openai']}\n      HF_TOKEN: {s['hugging-face']}\n"
    actions = "on: push\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n"
    actions += f"      - run: curl -H 'Authorization: Bearer {s['jwt']}' https://api.github.com/x | sh\n"
    return {
        "app/main.py": python,
        ".env": lines + f"OPENAI_API_KEY={s['openai']}\nDATABASE_URL=postgresql://u:{s['password']}@db.example.net/x\n",
        "docker-compose.yml": compose,
        "Dockerfile": f"FROM python:3.12\nENV ANTHROPIC_API_KEY={s['anthropic']}\n"
        f"RUN pip install --index-url https://u:{s['gitlab']}@pypi.corp.example/simple x\n"
        f"RUN curl -fsSL https://u:{s['github-fine']}@raw.githubusercontent.com/a/b/main/i.sh | sh\n",
        ".github/workflows/ci.yml": actions,
        "infra/main.tf": f'provider "aws" {{\n  region = "eu-central-1"\n  access_key = "{s["aws-id"]}"\n'
        f'  secret_key = "{s["aws-secret"]}"\n}}\n',
        ".mcp.json": '{"mcpServers": {"a": {"url": "https://mcp.example.net/mcp?token=' + s["password"] + '",'
        '\n "headers": {"Authorization": "Bearer ' + s["npm"] + '"}},\n'
        '"b": {"command": "npx", "args": ["-y", "@x/y", "--api-key", "' + s["groq"] + '"],'
        '\n "env": {"TOKEN": "' + s["nvidia"] + '"}}}}',
        "src/main.ts": "import OpenAI from 'openai';\n"
        f"new OpenAI({{ apiKey: '{s['stripe']}', baseURL: 'https://api.x.ai/v1' }});\n"
        f"fetch('https://api.mistral.ai/v1?token={s['slack']}');\n",
        "k8s/s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n"
        f"  DATABASE_URL: 'postgresql://u:{s['password']}@db.example.net/x'\n  key: {s['sendgrid']}\n"
        "data:\n  tls.key: " + s["base64"] + "\n",
        "key.yaml": "key: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIEowIBAAKCAQEAwJalrXUtnFEMI0K7MDENG\n"
        "  -----END RSA PRIVATE KEY-----\nurl: https://api.openai.com/v1\n",
    }


def test_no_output_of_a_whole_assessment_holds_a_secret() -> None:
    result = assessed(_estate())
    assert len(result.evidence) > 20
    outputs = {
        "json": encode(result).decode(),
        "html": html.render(result),
        "terminal": terminal.render(result),
    }
    for form, text in outputs.items():
        held = {kind for kind, secret in SHAPES.items() if secret in text}
        assert not held, form
        assert "MIIEowIBAAKCAQEA" not in text


@pytest.mark.parametrize(
    "files",
    [
        {
            "app/main.py": "from openai import OpenAI\n\ndef f(h):\n    return OpenAI(base_url=f'https://u:SECRET@{h}/v1')\n"
        },
        {"Dockerfile": "FROM x\nRUN curl -fsSL https://u:SECRET@get.nobody-knows.io/i.sh | sh\n"},
        {"Dockerfile": "FROM x\nADD https://get.nobody-knows.io/i.tgz?token=SECRET /i.tgz\n"},
        {".mcp.json": '{"mcpServers": {"a": {"url": "https://mcp.nobody-knows.io/mcp?token=SECRET"}}}'},
        {".mcp.json": '{"mcpServers": {"a": {"url": "https://u:SECRET@${HOST}/mcp"}}}'},
        {".mcp.json": '{"mcpServers": {"a": {"command": "npx", "args": ["-y", "@x/y", "--api-key=SECRET"]}}}'},
        {"requirements.txt": "--index-url https://u:SECRET@pypi.nobody-knows.io/simple\nopenai\n"},
        {"requirements.txt": "x @ git+https://SECRET@github.com/a/b.git\n"},
        {"package.json": '{"name": "a", "dependencies": {"x": "git+https://u:SECRET@github.com/a/b.git"}}'},
        {".npmrc": "registry=https://npm.nobody-knows.io/\n//npm.nobody-knows.io/:_authToken=SECRET\n"},
        {"infra/main.tf": 'module "m" {\n  source = "git::https://u:SECRET@github.com/a/b.git"\n}\n'},
        {"infra/main.tf": 'resource "aws_db_instance" "d" {\n  username = "u"\n  password = "SECRET"\n}\n'},
        {"Dockerfile": "FROM x\nENV LM_LICENSE_FILE=https://u:SECRET@lic.nobody-knows.io:27000\n"},
        {"docker-compose.yml": "services:\n  a:\n    image: x\n    command: [serve, --api-key, SECRET]\n"},
        {"docker-compose.yml": "services:\n  a:\n    image: x\n    environment:\n      - API_TOKEN=SECRET\n"},
        {
            "docker-compose.yml": "services:\n  a: {image: x, environment: {A_URL: 'amqp://u:SECRET@mq.nobody-knows.io'}}\n"
        },
        {"app/broken.yaml": "password: SECRET\nurl: https://api.openai.com\n  bad: [\n"},
        {"deploy.sh": "curl -H 'X-Api-Key: SECRET' https://api.nobody-knows.io | sh\n"},
        {"web/index.html": "<script src='https://cdn.nobody-knows.io/a.js?key=SECRET'></script>"},
    ],
)
def test_no_name_reason_or_id_carries_a_secret(files: dict[str, str]) -> None:
    secret = "q7Zx9Lm2Rt5v"
    result = assessed({path: text.replace("SECRET", secret) for path, text in files.items()})
    assert secret not in encode(result).decode()
