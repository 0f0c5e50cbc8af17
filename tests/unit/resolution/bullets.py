"""What code does to the outside, one small program for each language and kind of tie, with the party it reaches.

A program is the lines at the top of its file and the statements in one function; the traps are made of the same lines.
"""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """Where a language's code lies, in production and in tests, and how top and statements become a file."""

    path: str
    test: str
    frame: str
    comment: str
    quoted: str


SHAPES = {
    "python": Shape(
        "app/work.py",
        "tests/test_work.py",
        "{top}\n\n\ndef work(text, key):\n{body}\n",
        "#",
        "    note = '''\n{code}\n'''",
    ),
    "typescript": Shape(
        "src/work.ts",
        "src/__tests__/work.test.ts",
        "{top}\n\nexport async function work(text: string, key: string) {{\n{body}\n}}\n",
        "//",
        "  const note = `\n{code}\n`;",
    ),
    "go": Shape(
        "internal/work.go",
        "internal/work_test.go",
        "package internal\n\n{top}\n\nfunc Work(ctx context.Context, text string) {{\n{body}\n}}\n",
        "//",
        "  note := `\n{code}\n`\n  _ = note",
    ),
    "java": Shape(
        "src/main/java/corp/Work.java",
        "src/test/java/corp/WorkTest.java",
        "package corp;\n\n{top}\n\npublic class Work {{\n"
        "  void work(String text, String key) throws Exception {{\n{body}\n  }}\n}}\n",
        "//",
        '    String note = """\n{code}\n""";',
    ),
    "kotlin": Shape(
        "src/main/kotlin/corp/Work.kt",
        "src/test/kotlin/corp/WorkTest.kt",
        "package corp\n\n{top}\n\nfun work(text: String, key: String) {{\n{body}\n}}\n",
        "//",
        '  val note = """\n{code}\n"""',
    ),
    "csharp": Shape(
        "src/Work.cs",
        "tests/WorkTests.cs",
        "{top}\n\nnamespace Corp;\n\npublic class Work\n{{\n"
        "  public async Task Run(string text, string key)\n  {{\n{body}\n  }}\n}}\n",
        "//",
        '    var note = """\n{code}\n""";',
    ),
    "rust": Shape(
        "src/work.rs",
        "tests/work.rs",
        "{top}\n\npub async fn work(text: &str, key: &str) {{\n{body}\n}}\n",
        "//",
        '    let note = r#"\n{code}\n"#;',
    ),
    "ruby": Shape(
        "lib/work.rb",
        "spec/work_spec.rb",
        "{top}\n\ndef work(text, key)\n{body}\nend\n",
        "#",
        "  note = <<~TEXT\n{code}\n  TEXT",
    ),
    "php": Shape(
        "src/Work.php",
        "tests/WorkTest.php",
        "<?php\n\n{top}\n\nfunction work(string $text, string $key) {{\n{body}\n}}\n",
        "//",
        "  $note = <<<'TEXT'\n{code}\nTEXT;",
    ),
    "shell": Shape(
        "bin/work.sh", "tests/work.sh", "#!/bin/sh\n{top}\nwork() {{\n{body}\n}}\nwork\n", "#", "  note='\n{code}\n'"
    ),
}


class Bullet(NamedTuple):
    """A tie: what is imported, what is done, and the party that it reaches (`self` for what is run here)."""

    top: str
    body: str
    party: str


BULLETS: dict[str, dict[str, Bullet]] = {
    "python": {
        "http": Bullet("import httpx", "    httpx.post('https://slack.com/api/chat.postMessage', json={})", "slack"),
        "database": Bullet(
            "import psycopg", "    psycopg.connect('postgresql://u@ep-1.eu-central-1.aws.neon.tech/main')", "neon"
        ),
        "s3": Bullet("import boto3", "    boto3.client('s3', endpoint_url='https://s3.fr-par.scw.cloud')", "scaleway"),
        "framework": Bullet(
            "from langchain.chat_models import init_chat_model",
            "    init_chat_model('anthropic:claude-fable-5')",
            "anthropic",
        ),
        "llama-index": Bullet(
            "from llama_index.llms.mistralai import MistralAI",
            "    MistralAI(model='mistral-large-latest')",
            "mistral-ai",
        ),
        "litellm": Bullet(
            "import litellm", "    litellm.completion(model='groq/llama-3.3-70b-versatile', messages=[])", "groq"
        ),
        "haystack": Bullet(
            "from haystack.components.generators.chat import OpenAIChatGenerator",
            "    OpenAIChatGenerator(model='gpt-5.5')",
            "openai",
        ),
        "dspy": Bullet("import dspy", "    dspy.LM('anthropic/claude-fable-5')", "anthropic"),
        "crewai": Bullet("from crewai import LLM", "    LLM(model='mistral/mistral-large-latest')", "mistral-ai"),
        "semantic-kernel": Bullet(
            "from semantic_kernel.connectors.ai.open_ai import OpenAIChatCompletion",
            "    OpenAIChatCompletion(ai_model_id='gpt-5.5')",
            "openai",
        ),
        "safety": Bullet(
            "from openai import OpenAI",
            "    OpenAI().moderations.create(model='omni-moderation-latest', input=text)",
            "openai",
        ),
        "safety-http": Bullet(
            "import requests", "    requests.post('https://api.lakera.ai/v2/guard', json={})", "lakera"
        ),
        "pii": Bullet(
            "from google.cloud import dlp_v2", "    dlp_v2.DlpServiceClient().inspect_content(request={})", "google"
        ),
        "mcp": Bullet(
            "from mcp.client.streamable_http import streamablehttp_client",
            "    return streamablehttp_client('https://mcp.linear.app/mcp')",
            "linear",
        ),
        "mcp-hosted-tool": Bullet(
            "from openai import OpenAI",
            "    OpenAI().responses.create(model='gpt-5.5', tools=[{'server_url': 'https://mcp.linear.app/mcp'}])",
            "linear",
        ),
        "mcp-program": Bullet(
            "from mcp import StdioServerParameters",
            "    StdioServerParameters(command='npx', args=['-y', '@modelcontextprotocol/server-github'])",
            "npm",
        ),
        "telemetry": Bullet(
            "import sentry_sdk", "    sentry_sdk.init(dsn='https://abc@o1.ingest.de.sentry.io/1')", "sentry"
        ),
        "download": Bullet(
            "from huggingface_hub import snapshot_download", "    snapshot_download('BAAI/bge-m3')", "hugging-face"
        ),
        "nltk": Bullet("import nltk", "    nltk.download('punkt')", "nltk"),
        "spacy": Bullet("import spacy", "    spacy.cli.download('en_core_web_sm')", "explosion"),
        "tokenizer": Bullet(
            "from transformers import AutoTokenizer", "    AutoTokenizer.from_pretrained('BAAI/bge-m3')", "hugging-face"
        ),
        "weights": Bullet(
            "from sentence_transformers import SentenceTransformer",
            "    SentenceTransformer('BAAI/bge-m3')",
            "hugging-face",
        ),
    },
    "typescript": {
        "http": Bullet("", "  await fetch('https://slack.com/api/chat.postMessage', { method: 'POST' });", "slack"),
        "database": Bullet(
            "import { Client } from 'pg';",
            "  new Client({ connectionString: 'postgresql://u@ep-1.eu-central-1.aws.neon.tech/main' });",
            "neon",
        ),
        "s3": Bullet(
            "import { S3Client } from '@aws-sdk/client-s3';",
            "  new S3Client({ endpoint: 'https://s3.fr-par.scw.cloud', region: 'fr-par' });",
            "scaleway",
        ),
        "framework": Bullet(
            "import { generateText } from 'ai';\nimport { mistral } from '@ai-sdk/mistral';",
            "  await generateText({ model: mistral('mistral-large-latest'), prompt: text });",
            "mistral-ai",
        ),
        "langchain": Bullet(
            "import { ChatAnthropic } from '@langchain/anthropic';",
            "  new ChatAnthropic({ model: 'claude-fable-5' });",
            "anthropic",
        ),
        "llama-index": Bullet(
            "import { OpenAI } from '@llamaindex/openai';", "  new OpenAI({ model: 'gpt-5.5' });", "openai"
        ),
        "safety": Bullet(
            "import OpenAI from 'openai';",
            "  await new OpenAI().moderations.create({ model: 'omni-moderation-latest', input: text });",
            "openai",
        ),
        "safety-http": Bullet(
            "import axios from 'axios';", "  await axios.post('https://api.lakera.ai/v2/guard', {});", "lakera"
        ),
        "pii": Bullet(
            "import { DlpServiceClient } from '@google-cloud/dlp';",
            "  new DlpServiceClient().inspectContent({});",
            "google",
        ),
        "mcp": Bullet(
            "import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';",
            "  return new StreamableHTTPClientTransport(new URL('https://mcp.linear.app/mcp'));",
            "linear",
        ),
        "mcp-program": Bullet(
            "import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';",
            "  new StdioClientTransport({ command: 'npx', args: ['-y', '@modelcontextprotocol/server-github'] });",
            "npm",
        ),
        "telemetry": Bullet(
            "import * as Sentry from '@sentry/node';",
            "  Sentry.init({ dsn: 'https://abc@o1.ingest.de.sentry.io/1' });",
            "sentry",
        ),
        "download": Bullet(
            "import { pipeline } from '@huggingface/transformers';",
            "  await pipeline('feature-extraction', 'Xenova/all-MiniLM-L6-v2');",
            "hugging-face",
        ),
    },
    "go": {
        "http": Bullet(
            'import "net/http"',
            '  http.Post("https://slack.com/api/chat.postMessage", "application/json", nil)',
            "slack",
        ),
        "database": Bullet(
            'import "github.com/jackc/pgx/v5"',
            '  pgx.Connect(ctx, "postgresql://u@ep-1.eu-central-1.aws.neon.tech/main")',
            "neon",
        ),
        "s3": Bullet(
            'import "github.com/minio/minio-go/v7"', '  minio.New("s3.fr-par.scw.cloud", &minio.Options{})', "scaleway"
        ),
        "framework": Bullet(
            'import "github.com/tmc/langchaingo/llms/anthropic"',
            '  anthropic.New(anthropic.WithModel("claude-fable-5"))',
            "anthropic",
        ),
        "safety": Bullet(
            'import "net/http"', '  http.Post("https://api.lakera.ai/v2/guard", "application/json", nil)', "lakera"
        ),
        "pii": Bullet('import dlp "cloud.google.com/go/dlp/apiv2"', "  dlp.NewClient(ctx)", "google"),
        "mcp": Bullet(
            'import "github.com/mark3labs/mcp-go/client"',
            '  client.NewStreamableHttpClient("https://mcp.linear.app/mcp")',
            "linear",
        ),
        "mcp-program": Bullet(
            'import "github.com/mark3labs/mcp-go/client"',
            '  client.NewStdioMCPClient("npx", nil, "-y", "@modelcontextprotocol/server-github")',
            "npm",
        ),
        "telemetry": Bullet(
            'import "github.com/getsentry/sentry-go"',
            '  sentry.Init(sentry.ClientOptions{Dsn: "https://abc@o1.ingest.de.sentry.io/1"})',
            "sentry",
        ),
        "download": Bullet(
            'import "net/http"',
            '  http.Get("https://huggingface.co/BAAI/bge-m3/resolve/main/tokenizer.json")',
            "hugging-face",
        ),
    },
    "java": {
        "http": Bullet(
            "import java.net.URI;\nimport java.net.http.HttpRequest;",
            '    HttpRequest.newBuilder().uri(URI.create("https://slack.com/api/chat.postMessage")).build();',
            "slack",
        ),
        "database": Bullet(
            "import java.sql.DriverManager;",
            '    DriverManager.getConnection("jdbc:postgresql://ep-1.eu-central-1.aws.neon.tech/main");',
            "neon",
        ),
        "s3": Bullet(
            "import io.minio.MinioClient;",
            '    MinioClient.builder().endpoint("https://s3.fr-par.scw.cloud").build();',
            "scaleway",
        ),
        "framework": Bullet(
            "import dev.langchain4j.model.anthropic.AnthropicChatModel;",
            '    AnthropicChatModel.builder().modelName("claude-fable-5").build();',
            "anthropic",
        ),
        "spring-ai": Bullet(
            "import org.springframework.ai.mistralai.api.MistralAiApi;", "    new MistralAiApi(key);", "mistral-ai"
        ),
        "safety": Bullet(
            "import org.springframework.web.client.RestClient;",
            '    RestClient.create("https://api.lakera.ai/v2/guard");',
            "lakera",
        ),
        "pii": Bullet(
            "import software.amazon.awssdk.services.comprehend.ComprehendClient;",
            "    ComprehendClient.create();",
            "amazon",
        ),
        "mcp": Bullet(
            "import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;",
            '    HttpClientStreamableHttpTransport.builder("https://mcp.linear.app").build();',
            "linear",
        ),
        "mcp-program": Bullet(
            "import io.modelcontextprotocol.client.transport.ServerParameters;",
            '    ServerParameters.builder("npx").args("-y", "@modelcontextprotocol/server-github").build();',
            "npm",
        ),
        "telemetry": Bullet(
            "import io.sentry.Sentry;",
            '    Sentry.init(o -> { o.setDsn("https://abc@o1.ingest.de.sentry.io/1"); });',
            "sentry",
        ),
        "download": Bullet(
            "import java.net.URL;",
            '    new URL("https://huggingface.co/BAAI/bge-m3/resolve/main/tokenizer.json").openStream();',
            "hugging-face",
        ),
        "tokenizer": Bullet(
            "import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;",
            '    HuggingFaceTokenizer.newInstance("BAAI/bge-m3");',
            "hugging-face",
        ),
    },
    "kotlin": {
        "http": Bullet(
            "import okhttp3.Request",
            '  Request.Builder().url("https://slack.com/api/chat.postMessage").build()',
            "slack",
        ),
        "database": Bullet(
            "import java.sql.DriverManager",
            '  DriverManager.getConnection("jdbc:postgresql://ep-1.eu-central-1.aws.neon.tech/main")',
            "neon",
        ),
        "s3": Bullet(
            "import io.minio.MinioClient",
            '  MinioClient.builder().endpoint("https://s3.fr-par.scw.cloud").build()',
            "scaleway",
        ),
        "framework": Bullet(
            "import dev.langchain4j.model.anthropic.AnthropicChatModel",
            '  AnthropicChatModel.builder().modelName("claude-fable-5").build()',
            "anthropic",
        ),
        "safety": Bullet("import java.net.URL", '  URL("https://api.lakera.ai/v2/guard").openConnection()', "lakera"),
        "pii": Bullet("import com.google.cloud.dlp.v2.DlpServiceClient", "  DlpServiceClient.create()", "google"),
        "mcp": Bullet(
            "import io.modelcontextprotocol.kotlin.sdk.client.StreamableHttpClientTransport",
            '  StreamableHttpClientTransport(client = HttpClient(), url = "https://mcp.linear.app/mcp")',
            "linear",
        ),
        "mcp-program": Bullet(
            "import io.modelcontextprotocol.client.transport.ServerParameters",
            '  ServerParameters.builder("npx").args("-y", "@modelcontextprotocol/server-github").build()',
            "npm",
        ),
        "telemetry": Bullet(
            "import io.sentry.Sentry", '  Sentry.init { it.dsn = "https://abc@o1.ingest.de.sentry.io/1" }', "sentry"
        ),
        "download": Bullet(
            "import java.net.URL",
            '  URL("https://huggingface.co/BAAI/bge-m3/resolve/main/tokenizer.json").openStream()',
            "hugging-face",
        ),
    },
    "csharp": {
        "http": Bullet(
            "using System.Net.Http;",
            '    await new HttpClient().GetAsync("https://slack.com/api/chat.postMessage");',
            "slack",
        ),
        "database": Bullet(
            "using Npgsql;", '    new NpgsqlConnection("Host=ep-1.eu-central-1.aws.neon.tech;Database=main");', "neon"
        ),
        "s3": Bullet(
            "using Amazon.S3;",
            '    new AmazonS3Client(new AmazonS3Config { ServiceURL = "https://s3.fr-par.scw.cloud" });',
            "scaleway",
        ),
        "framework": Bullet(
            "using Microsoft.SemanticKernel;",
            '    Kernel.CreateBuilder().AddOpenAIChatCompletion(modelId: "gpt-5.5", apiKey: key);',
            "openai",
        ),
        "safety": Bullet(
            "using Azure.AI.ContentSafety;\nusing Azure;",
            '    new ContentSafetyClient(new Uri("https://a.cognitiveservices.azure.com"), new(key));',
            "microsoft",
        ),
        "pii": Bullet("using Google.Cloud.Dlp.V2;", "    DlpServiceClient.Create();", "google"),
        "mcp": Bullet(
            "using ModelContextProtocol.Client;",
            '    new HttpClientTransport(new() { Endpoint = new Uri("https://mcp.linear.app/mcp") });',
            "linear",
        ),
        "mcp-program": Bullet(
            "using ModelContextProtocol.Client;",
            '    new StdioClientTransport(new() { Command = "npx", Arguments = ["-y", "@corp/mcp"] });',
            "npm",
        ),
        "telemetry": Bullet(
            "using Sentry;", '    SentrySdk.Init(o => { o.Dsn = "https://abc@o1.ingest.de.sentry.io/1"; });', "sentry"
        ),
        "download": Bullet(
            "using System.Net.Http;",
            '    await new HttpClient().GetAsync("https://huggingface.co/BAAI/bge-m3/resolve/main/tokenizer.json");',
            "hugging-face",
        ),
    },
    "rust": {
        "http": Bullet(
            "use reqwest::Client;",
            '    Client::new().post("https://slack.com/api/chat.postMessage").send().await.unwrap();',
            "slack",
        ),
        "database": Bullet(
            "use sqlx::PgPool;",
            '    PgPool::connect("postgresql://u@ep-1.eu-central-1.aws.neon.tech/main").await.unwrap();',
            "neon",
        ),
        "s3": Bullet(
            "use aws_sdk_s3::{config::Builder, Client};",
            '    Client::from_conf(Builder::from(&shared).endpoint_url("https://s3.fr-par.scw.cloud").build());',
            "scaleway",
        ),
        "framework": Bullet(
            "use rig::providers::anthropic;",
            '    anthropic::Client::new(key).agent("claude-fable-5").build();',
            "anthropic",
        ),
        "safety": Bullet(
            "use reqwest::Client;",
            '    Client::new().post("https://api.lakera.ai/v2/guard").send().await.unwrap();',
            "lakera",
        ),
        "pii": Bullet(
            "use aws_sdk_comprehend::Client;", "    Client::new(&aws_config::load_from_env().await);", "amazon"
        ),
        "mcp": Bullet(
            "use rmcp::transport::StreamableHttpClientTransport;",
            '    StreamableHttpClientTransport::from_uri("https://mcp.linear.app/mcp");',
            "linear",
        ),
        "mcp-program": Bullet(
            "use rmcp::transport::TokioChildProcess;\nuse tokio::process::Command;",
            '    TokioChildProcess::new(Command::new("npx").arg("-y").arg("@modelcontextprotocol/server-github"));',
            "npm",
        ),
        "telemetry": Bullet("", '    let _g = sentry::init("https://abc@o1.ingest.de.sentry.io/1");', "sentry"),
        "download": Bullet(
            "use hf_hub::api::sync::Api;", '    Api::new().unwrap().model("BAAI/bge-m3".to_string());', "hugging-face"
        ),
    },
    "ruby": {
        "http": Bullet(
            "require 'net/http'", "  Net::HTTP.post(URI('https://slack.com/api/chat.postMessage'), text)", "slack"
        ),
        "database": Bullet(
            "require 'pg'", "  PG.connect('postgresql://u@ep-1.eu-central-1.aws.neon.tech/main')", "neon"
        ),
        "s3": Bullet(
            "require 'aws-sdk-s3'", "  Aws::S3::Client.new(endpoint: 'https://s3.fr-par.scw.cloud')", "scaleway"
        ),
        "framework": Bullet("require 'langchain'", "  Langchain::LLM::Anthropic.new(api_key: key)", "anthropic"),
        "safety": Bullet(
            "require 'httparty'", "  HTTParty.post('https://api.lakera.ai/v2/guard', body: text)", "lakera"
        ),
        "pii": Bullet("require 'google/cloud/dlp'", "  Google::Cloud::Dlp.dlp_service", "google"),
        "mcp": Bullet("require 'mcp'", "  MCP::Client::HTTP.new(url: 'https://mcp.linear.app/mcp')", "linear"),
        "mcp-program": Bullet(
            "require 'mcp_client'",
            "  MCPClient.stdio_config(command: 'npx -y @modelcontextprotocol/server-github')",
            "npm",
        ),
        "telemetry": Bullet(
            "require 'sentry-ruby'",
            "  Sentry.init { |config| config.dsn = 'https://abc@o1.ingest.de.sentry.io/1' }",
            "sentry",
        ),
        "download": Bullet(
            "require 'open-uri'",
            "  URI.open('https://huggingface.co/BAAI/bge-m3/resolve/main/tokenizer.json')",
            "hugging-face",
        ),
        "tokenizer": Bullet("require 'tokenizers'", "  Tokenizers.from_pretrained('BAAI/bge-m3')", "hugging-face"),
    },
    "php": {
        "http": Bullet(
            "use GuzzleHttp\\Client;", "  (new Client())->post('https://slack.com/api/chat.postMessage');", "slack"
        ),
        "database": Bullet("", "  new \\PDO('pgsql:host=ep-1.eu-central-1.aws.neon.tech;dbname=main');", "neon"),
        "s3": Bullet(
            "use Aws\\S3\\S3Client;", "  new S3Client(['endpoint' => 'https://s3.fr-par.scw.cloud']);", "scaleway"
        ),
        "framework": Bullet("", "  \\OpenAI::client($key)->chat()->create(['model' => 'gpt-5.5']);", "openai"),
        "safety": Bullet(
            "", "  \\OpenAI::client($key)->moderations()->create(['model' => 'omni-moderation-latest']);", "openai"
        ),
        "pii": Bullet("use Google\\Cloud\\Dlp\\V2\\Client\\DlpServiceClient;", "  new DlpServiceClient();", "google"),
        "mcp": Bullet(
            "use Mcp\\Client\\Transport\\HttpTransport;", "  new HttpTransport('https://mcp.linear.app/mcp');", "linear"
        ),
        "mcp-program": Bullet(
            "use Mcp\\Client\\Transport\\StdioTransport;",
            "  new StdioTransport(command: 'npx', args: ['-y', '@modelcontextprotocol/server-github']);",
            "npm",
        ),
        "telemetry": Bullet("", "  \\Sentry\\init(['dsn' => 'https://abc@o1.ingest.de.sentry.io/1']);", "sentry"),
        "download": Bullet(
            "", "  file_get_contents('https://huggingface.co/BAAI/bge-m3/resolve/main/tokenizer.json');", "hugging-face"
        ),
    },
    "shell": {
        "http": Bullet("", "  curl -fsS -X POST https://slack.com/api/chat.postMessage", "slack"),
        "database": Bullet("", "  psql postgresql://u@ep-1.eu-central-1.aws.neon.tech/main -c 'select 1'", "neon"),
        "s3": Bullet("", "  aws s3 cp a s3://corp/a --endpoint-url https://s3.fr-par.scw.cloud", "scaleway"),
        "framework": Bullet("", "  curl https://api.anthropic.com/v1/messages -d @body.json", "anthropic"),
        "safety": Bullet("", "  curl -X POST https://api.lakera.ai/v2/guard -d @body.json", "lakera"),
        "mcp": Bullet("", "  npx -y mcp-remote https://mcp.linear.app/mcp", "linear"),
        "mcp-program": Bullet("", "  uvx mcp-server-git --repository .", "python-software-foundation"),
        "telemetry": Bullet("", "  sentry-cli --url https://sentry.io/ releases new 1", "sentry"),
        "download": Bullet("", "  hf download BAAI/bge-m3", "hugging-face"),
        "spacy": Bullet("", "  python -m spacy download en_core_web_sm", "explosion"),
        "nltk": Bullet("", "  python3 -m nltk.downloader punkt", "nltk"),
    },
}


def program(language: str, top: str, body: str) -> str:
    """A file of a language."""
    return SHAPES[language].frame.format(top=top, body=body)
