"""Names that look like those of `bullets`: a host of somebody else's, a module, a package and a function of one's own.

Each line of a program is changed where it names the party, and nothing else of it.
"""

from __future__ import annotations

# What a host is called that begins or ends like a known one.
HOSTS = {
    "slack.com": "slack.com.corp.net",
    "neon.tech": "neon.tech.corp.net",
    "scw.cloud": "scw.cloud.corp.net",
    "api.lakera.ai": "api.lakera.ai.corp.net",
    "mcp.linear.app": "mcp.linear.app.corp.net",
    "ingest.de.sentry.io": "ingest.de.sentry.io.corp.net",
    "sentry.io/": "sentry.io.corp.net/",
    "huggingface.co": "huggingface.co.corp.net",
    "api.anthropic.com": "api.anthropic.com.corp.net",
    "a.cognitiveservices.azure.com": "a.cognitiveservices.azure.com.corp.net",
}
# Where a library and not a host names the party: what stands instead, by language and cell.
NAMES: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "python": {
        "framework": (("anthropic:claude-fable-5", "anthropic-like:own-7b"),),
        "llama-index": (("llama_index.llms.mistralai", "corp.mistralai_utils"), ("mistral-large-latest", "own-7b")),
        "litellm": (("groq/llama-3.3-70b-versatile", "groq_like/own-7b"),),
        "haystack": (("haystack.components", "haystack_mock.components"), ("gpt-5.5", "own-7b")),
        "dspy": (("anthropic/claude-fable-5", "anthropic_like/own-7b"),),
        "crewai": (("mistral/mistral-large-latest", "mistral_like/own-7b"),),
        "semantic-kernel": (("semantic_kernel.connectors.ai.open_ai", "openai_utils"), ("gpt-5.5", "own-7b")),
        "safety": (("openai import OpenAI", "openai_utils import OpenAI"), ("omni-moderation-latest", "own")),
        "pii": (("google.cloud", "corp.cloud"),),
        "mcp-program": (("'npx'", "'npx-like'"),),
        "download": (("huggingface_hub", "huggingface_hub_mock"), ("BAAI/bge-m3", "./models/bge-m3")),
        "nltk": (("import nltk", "import nltk_utils as nltk"),),
        "spacy": (("import spacy", "import spacy_mock as spacy"),),
        "tokenizer": (("BAAI/bge-m3", "./BAAI/bge-m3"),),
        "weights": (("BAAI/bge-m3", "/BAAI/bge-m3"),),
    },
    "typescript": {
        "framework": (("@ai-sdk/mistral", "@corp/ai-sdk-mistral"), ("mistral-large-latest", "own-7b")),
        "langchain": (("@langchain/anthropic", "@corp/langchain-anthropic"), ("claude-fable-5", "own-7b")),
        "llama-index": (("@llamaindex/openai", "./openai_utils"), ("gpt-5.5", "own-7b")),
        "safety": (("from 'openai'", "from 'openai-like-mock'"), ("omni-moderation-latest", "own")),
        "pii": (("@google-cloud/dlp", "@corp/google-cloud-dlp"),),
        "mcp-program": (("'npx'", "'npx-like'"),),
        "download": (("Xenova/all-MiniLM-L6-v2", "./Xenova/all-MiniLM-L6-v2"),),
    },
    "go": {
        "framework": (("tmc/langchaingo/llms/anthropic", "corp/anthropic"), ("claude-fable-5", "own-7b")),
        "pii": (("cloud.google.com/go/dlp/apiv2", "git.corp.net/go/dlp/apiv2"),),
        "mcp-program": (('"npx"', '"npx-like"'),),
    },
    "java": {
        "framework": (("dev.langchain4j.model.anthropic", "corp.model.anthropic"), ("claude-fable-5", "own-7b")),
        "spring-ai": (("org.springframework.ai.mistralai.api", "corp.mistralai.api"),),
        "pii": (("software.amazon.awssdk", "corp.amazon.awssdk"),),
        "mcp-program": (('"npx"', '"npx-like"'),),
        "tokenizer": (("BAAI/bge-m3", "./BAAI/bge-m3"),),
    },
    "kotlin": {
        "framework": (("dev.langchain4j.model.anthropic", "corp.model.anthropic"), ("claude-fable-5", "own-7b")),
        "pii": (("com.google.cloud", "corp.cloud"),),
        "mcp-program": (('"npx"', '"npx-like"'),),
    },
    "csharp": {
        "framework": (("AddOpenAIChatCompletion", "AddOpenAICompletionLike"), ("gpt-5.5", "own-7b")),
        "pii": (("using Google.Cloud.Dlp.V2", "using Corp.Internal"), ("DlpServiceClient", "DlpServices")),
        "mcp-program": (('"npx"', '"npx-like"'),),
    },
    "rust": {
        "framework": (("rig::providers", "crate::own"), ("claude-fable-5", "own-7b")),
        "pii": (("aws_sdk_comprehend", "crate::comprehend"),),
        "mcp-program": (('"npx"', '"npx-like"'),),
        "download": (("hf_hub::api", "crate::hf_hub_like"), ("BAAI/bge-m3", "own")),
    },
    "ruby": {
        "framework": (("Langchain::LLM::Anthropic", "Corp::LLM::Anthropic"),),
        "pii": (("Google::Cloud::Dlp", "Corp::Cloud::Dlp"), ("google/cloud/dlp", "corp/cloud/dlp")),
        "mcp-program": (("npx -y", "npx-like -y"),),
        "tokenizer": (("BAAI/bge-m3", "./BAAI/bge-m3"),),
    },
    "php": {
        "framework": (("OpenAI::client", "OpenAIMock::client"), ("gpt-5.5", "own-7b")),
        "safety": (("OpenAI::client", "OpenAIMock::client"), ("omni-moderation-latest", "own")),
        "pii": (("Google\\Cloud", "Corp\\Cloud"),),
        "mcp-program": (("'npx'", "'npx-like'"),),
    },
    "shell": {
        "mcp-program": (("uvx mcp-server-git", "uvx-like mcp-server-git"),),
        "download": (("hf download", "hfs download"),),
        "spacy": (("-m spacy download", "-m spacy_like download"),),
        "nltk": (("-m nltk.downloader", "-m nltk_like.downloader"),),
    },
}
# Libraries of one's own that carry a known name: the files that make them one's own.
OWN = {
    "python": {"app/openai_utils.py": "class OpenAI:\n    pass\n", "app/__init__.py": ""},
    "typescript": {"src/openai_utils.ts": "export class OpenAI {}\n"},
}


def resembling(language: str, name: str, text: str) -> str:
    """The lines with every name changed to one that only looks like it."""
    for before, after in (*NAMES[language].get(name, ()), *HOSTS.items()):
        text = text.replace(before, after)
    return text
