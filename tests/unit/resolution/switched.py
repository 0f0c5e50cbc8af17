"""Programs with a switch that is written both ways, and checks by where they run, one line for each language.

What is absent is absent because nobody publishes such a library for the language, or because it has no such switch.
"""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """A program that reaches a party, and the same one told not to."""

    top: str
    on: str
    off: str
    party: str


DSN = "https://abc@o1.ingest.de.sentry.io/1"
HUB = "hugging-face"

# No pair for the shell: its only crash reporter is a program that is run or not.
TELEMETRY: dict[str, dict[str, Pair]] = {
    "python": {
        "no-address": Pair(
            "import sentry_sdk", f"    sentry_sdk.init(dsn='{DSN}')", "    sentry_sdk.init(dsn='')", "sentry"
        ),
        "argument": Pair(
            "from posthog import Posthog",
            "    Posthog('phc', host='https://eu.i.posthog.com')",
            "    Posthog('phc', host='https://eu.i.posthog.com', disabled=True)",
            "posthog",
        ),
        "module": Pair(
            "import posthog",
            "    posthog.capture('a', 'b')",
            "    posthog.disabled = True\n    posthog.capture('a', 'b')",
            "posthog",
        ),
        "through-a-name": Pair(
            "from langfuse import Langfuse\n\nTRACING = False",
            "    Langfuse(host='https://cloud.langfuse.com', tracing_enabled=key)",
            "    Langfuse(host='https://cloud.langfuse.com', tracing_enabled=TRACING)",
            "langfuse",
        ),
    },
    "typescript": {
        "argument": Pair(
            "import * as Sentry from '@sentry/node';",
            f"  Sentry.init({{ dsn: '{DSN}', enabled: true }});",
            f"  Sentry.init({{ dsn: '{DSN}', enabled: false }});",
            "sentry",
        ),
        "opted-out": Pair(
            "import posthog from 'posthog-js';",
            "  posthog.init('phc', { api_host: 'https://eu.i.posthog.com' });",
            "  posthog.init('phc', { api_host: 'https://eu.i.posthog.com', opt_out_capturing_by_default: true });",
            "posthog",
        ),
        "constructor": Pair(
            "import Rollbar from 'rollbar';",
            "  new Rollbar({ accessToken: key });",
            "  new Rollbar({ accessToken: key, enabled: false });",
            "rollbar",
        ),
    },
    "go": {
        "no-address": Pair(
            'import "github.com/getsentry/sentry-go"',
            f'  sentry.Init(sentry.ClientOptions{{Dsn: "{DSN}"}})',
            '  sentry.Init(sentry.ClientOptions{Dsn: ""})',
            "sentry",
        )
    },
    "java": {
        "argument": Pair(
            "import io.sentry.Sentry;",
            f'    Sentry.init(o -> {{ o.setDsn("{DSN}"); o.setEnabled(true); }});',
            f'    Sentry.init(o -> {{ o.setDsn("{DSN}"); o.setEnabled(false); }});',
            "sentry",
        )
    },
    "kotlin": {
        "argument": Pair(
            "import io.sentry.Sentry",
            f'  Sentry.init {{ it.dsn = "{DSN}"; it.isEnabled = true }}',
            f'  Sentry.init {{ it.dsn = "{DSN}"; it.isEnabled = false }}',
            "sentry",
        )
    },
    "csharp": {
        "no-address": Pair(
            "using Sentry;",
            f'    SentrySdk.Init(o => {{ o.Dsn = "{DSN}"; }});',
            '    SentrySdk.Init(o => { o.Dsn = ""; });',
            "sentry",
        )
    },
    "rust": {
        "no-address": Pair("", f'    let _g = sentry::init("{DSN}");', '    let _g = sentry::init("");', "sentry")
    },
    "ruby": {
        "no-address": Pair(
            "require 'sentry-ruby'",
            f"  Sentry.init {{ |config| config.dsn = '{DSN}' }}",
            "  Sentry.init { |config| config.dsn = nil }",
            "sentry",
        )
    },
    "php": {
        "no-address": Pair("", f"  \\Sentry\\init(['dsn' => '{DSN}']);", "  \\Sentry\\init(['dsn' => null]);", "sentry")
    },
}

# No pair for C#: no library of its own loads from the hub, what is fetched by address is in `bullets`.
DOWNLOADS: dict[str, dict[str, Pair]] = {
    "python": {
        "argument": Pair(
            "from transformers import AutoTokenizer",
            "    AutoTokenizer.from_pretrained('BAAI/bge-m3')",
            "    AutoTokenizer.from_pretrained('BAAI/bge-m3', local_files_only=True)",
            HUB,
        ),
        "path": Pair(
            "from sentence_transformers import SentenceTransformer",
            "    SentenceTransformer('BAAI/bge-m3')",
            "    SentenceTransformer('/models/bge-m3')",
            HUB,
        ),
        "file": Pair(
            "from tokenizers import Tokenizer",
            "    Tokenizer.from_pretrained('BAAI/bge-m3')",
            "    Tokenizer.from_file('/models/tokenizer.json')",
            HUB,
        ),
        "spacy": Pair(
            "import spacy", "    spacy.cli.download('en_core_web_sm')", "    spacy.load('en_core_web_sm')", "explosion"
        ),
        "nltk": Pair("import nltk", "    nltk.download('punkt')", "    nltk.data.find('tokenizers/punkt')", "nltk"),
    },
    "typescript": {
        "argument": Pair(
            "import { pipeline } from '@huggingface/transformers';",
            "  await pipeline('feature-extraction', 'Xenova/all-MiniLM-L6-v2');",
            "  await pipeline('feature-extraction', 'Xenova/all-MiniLM-L6-v2', { local_files_only: true });",
            HUB,
        ),
        "settings-object": Pair(
            "import { pipeline, env } from '@huggingface/transformers';",
            "  env.allowRemoteModels = true;\n  await pipeline('feature-extraction', 'Xenova/all-MiniLM-L6-v2');",
            "  env.allowRemoteModels = false;\n  await pipeline('feature-extraction', 'Xenova/all-MiniLM-L6-v2');",
            HUB,
        ),
        "own-hub": Pair(
            "import { pipeline, env } from '@huggingface/transformers';",
            "  env.cacheDir = '/cache';\n  await pipeline('feature-extraction', 'Xenova/all-MiniLM-L6-v2');",
            "  env.remoteHost = 'http://hub.internal';\n"
            "  await pipeline('feature-extraction', 'Xenova/all-MiniLM-L6-v2');",
            HUB,
        ),
    },
    "go": {
        "call": Pair(
            'import "github.com/knights-analytics/hugot"',
            '  hugot.DownloadModel("KnightsAnalytics/distilbert", "./models", hugot.NewDownloadOptions())',
            '  hugot.NewPipeline(session, hugot.FeatureExtractionConfig{ModelPath: "./models/distilbert"})',
            HUB,
        )
    },
    "java": {
        "path": Pair(
            "import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;",
            '    HuggingFaceTokenizer.newInstance("BAAI/bge-m3");',
            '    HuggingFaceTokenizer.newInstance(Paths.get("/models/tokenizer.json"));',
            HUB,
        )
    },
    "kotlin": {
        "path": Pair(
            "import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer",
            '  HuggingFaceTokenizer.newInstance("BAAI/bge-m3")',
            '  HuggingFaceTokenizer.newInstance(Paths.get("/models/tokenizer.json"))',
            HUB,
        )
    },
    "rust": {
        "cache": Pair(
            "use hf_hub::{api::sync::Api, Cache};",
            '    Api::new().unwrap().model("BAAI/bge-m3".to_string());',
            '    Cache::default().model("BAAI/bge-m3".to_string());',
            HUB,
        ),
        "file": Pair(
            "use tokenizers::Tokenizer;",
            '    Tokenizer::from_pretrained("BAAI/bge-m3", None);',
            '    Tokenizer::from_file("/models/tokenizer.json");',
            HUB,
        ),
    },
    "ruby": {
        "path": Pair(
            "require 'informers'",
            "  Informers.pipeline('embedding', 'sentence-transformers/all-MiniLM-L6-v2')",
            "  Informers.pipeline('embedding', './models/all-MiniLM-L6-v2')",
            HUB,
        )
    },
    "php": {
        "path": Pair(
            "use function Codewithkyrian\\Transformers\\Pipelines\\pipeline;",
            "  pipeline('embeddings', 'Xenova/all-MiniLM-L6-v2');",
            "  pipeline('embeddings', '/models/all-MiniLM-L6-v2');",
            HUB,
        )
    },
    "shell": {
        "variable": Pair(
            "",
            "  export HF_HUB_OFFLINE=0\n  hf download BAAI/bge-m3",
            "  export HF_HUB_OFFLINE=1\n  hf download BAAI/bge-m3",
            HUB,
        )
    },
}


class Check(NamedTuple):
    """A safety check: what is imported, what is done, who runs it (`self` or a party), and what it looks for."""

    top: str
    body: str
    party: str
    checks: str


_GUARD = "meta-llama/Llama-Guard-4-12B"
_OWN, _SOLD = "http://vllm:8000/v1", "https://api.together.xyz/v1"


def _guards(top: str, body: str) -> dict[str, Check]:
    """The same guard at a server of one's own and at a supplier's."""
    return {
        "guard-own": Check(top, body.replace("@URL", _OWN).replace("@MODEL", _GUARD), "self", "guard"),
        "guard-sold": Check(top, body.replace("@URL", _SOLD).replace("@MODEL", _GUARD), "together-ai", "guard"),
    }


# The shell has no client to name a guard in, only addresses (`bullets`); Kotlin takes the libraries of Java.
CHECKS: dict[str, dict[str, Check]] = {
    "python": {
        "moderation": Check(
            "from detoxify import Detoxify", "    Detoxify('original').predict(text)", "self", "moderation"
        ),
        "pii": Check(
            "from presidio_analyzer import AnalyzerEngine", "    AnalyzerEngine().analyze(text)", "self", "pii"
        ),
        "guard-in-process": Check(
            "from transformers import pipeline",
            "    pipeline('text-classification', model='meta-llama/Llama-Prompt-Guard-2-86M')",
            "self",
            "guard",
        ),
        "pii-sold": Check("from google.cloud import dlp_v2", "    dlp_v2.DlpServiceClient()", "google", "pii"),
        **_guards("from openai import OpenAI", "    OpenAI(base_url='@URL').chat.completions.create(model='@MODEL')"),
    },
    "typescript": {
        "moderation": Check("import { Filter } from 'bad-words';", "  new Filter().clean(text);", "self", "moderation"),
        "pii": Check("import { AsyncRedactor } from 'redact-pii';", "  new AsyncRedactor();", "self", "pii"),
        "pii-sold": Check(
            "import { DlpServiceClient } from '@google-cloud/dlp';", "  new DlpServiceClient();", "google", "pii"
        ),
        **_guards(
            "import OpenAI from 'openai';",
            "  new OpenAI({ baseURL: '@URL' }).chat.completions.create({ model: '@MODEL', messages: [] });",
        ),
    },
    "go": {
        "moderation": Check(
            'import goaway "github.com/TwiN/go-away"', "  goaway.IsProfane(text)", "self", "moderation"
        ),
        "pii-sold": Check('import dlp "cloud.google.com/go/dlp/apiv2"', "  dlp.NewClient(ctx)", "google", "pii"),
        **_guards(
            'import "github.com/sashabaranov/go-openai"',
            '  c := openai.DefaultConfig("x")\n  c.BaseURL = "@URL"\n'
            "  openai.NewClientWithConfig(c).CreateChatCompletion(ctx, "
            'openai.ChatCompletionRequest{Model: "@MODEL"})',
        ),
    },
    "java": {
        "pii": Check(
            "import ai.philterd.phileas.services.PhileasFilterService;",
            "    new PhileasFilterService(null);",
            "self",
            "pii",
        ),
        "pii-sold": Check(
            "import software.amazon.awssdk.services.comprehend.ComprehendClient;",
            "    ComprehendClient.create();",
            "amazon",
            "pii",
        ),
        **_guards(
            "import dev.langchain4j.model.openai.OpenAiChatModel;",
            '    OpenAiChatModel.builder().baseUrl("@URL").modelName("@MODEL").build();',
        ),
    },
    "kotlin": {
        "pii": Check(
            "import ai.philterd.phileas.services.PhileasFilterService", "  PhileasFilterService(null)", "self", "pii"
        ),
        **_guards(
            "import dev.langchain4j.model.openai.OpenAiChatModel",
            '  OpenAiChatModel.builder().baseUrl("@URL").modelName("@MODEL").build()',
        ),
    },
    "csharp": {
        "moderation": Check(
            "using ProfanityFilter;", "    new ProfanityFilter().CensorString(text);", "self", "moderation"
        ),
        "pii-sold": Check("using Google.Cloud.Dlp.V2;", "    DlpServiceClient.Create();", "google", "pii"),
        **_guards(
            "using OpenAI.Chat;",
            '    new ChatClient("@MODEL", new(key), new OpenAIClientOptions { Endpoint = new Uri("@URL") });',
        ),
    },
    "rust": {
        "moderation": Check("use rustrict::CensorStr;", "    text.censor();", "self", "moderation"),
        "pii-sold": Check(
            "use aws_sdk_comprehend::Client;", "    Client::new(&aws_config::load_from_env().await);", "amazon", "pii"
        ),
        **_guards("use rig::providers::openai;", '    openai::Client::from_url(key, "@URL").agent("@MODEL").build();'),
    },
    "ruby": {
        "moderation": Check("require 'obscenity'", "  Obscenity.sanitize(text)", "self", "moderation"),
        "pii": Check("require 'top_secret'", "  TopSecret::Text.filter(text)", "self", "pii"),
        "pii-sold": Check("require 'google/cloud/dlp'", "  Google::Cloud::Dlp.dlp_service", "google", "pii"),
        **_guards("require 'openai'", "  OpenAI::Client.new(uri_base: '@URL').chat(parameters: { model: '@MODEL' })"),
    },
    "php": {
        "moderation": Check(
            "use Snipe\\BanBuilder\\CensorWords;", "  (new CensorWords())->censorString($text);", "self", "moderation"
        ),
        "pii-sold": Check(
            "use Google\\Cloud\\Dlp\\V2\\Client\\DlpServiceClient;", "  new DlpServiceClient();", "google", "pii"
        ),
        **_guards("", "  \\OpenAI::factory()->withBaseUri('@URL')->make()->chat()->create(['model' => '@MODEL']);"),
    },
}
