"""What is on as shipped, what is a choice, and what is dead."""

import os
from typing import TYPE_CHECKING

import sentry_sdk
from anthropic import Anthropic
from openai import OpenAI

try:
    import langfuse
except ImportError:
    langfuse = None

if TYPE_CHECKING:
    from cohere import Client as CohereClient

PROVIDER = os.getenv("PROVIDER", "openai")

if os.getenv("SENTRY_DSN"):
    sentry_sdk.init(dsn=os.environ["SENTRY_DSN"])

if os.getenv("TRACING", "true") == "true":
    sentry_sdk.start_transaction(name="on as shipped")

if not os.getenv("DISABLE_ANALYTICS"):
    sentry_sdk.capture_message("on as shipped")

if PROVIDER == "openai":
    client = OpenAI()
elif PROVIDER == "anthropic":
    client = Anthropic()


def choose(provider):
    import mistralai

    match provider:
        case "mistral":
            return mistralai.Mistral()
        case _:
            return OpenAI()


def export():
    if not os.getenv("EXPORT_TO"):
        return
    langfuse.Langfuse(host="https://traces.example")


if False:
    OpenAI(base_url="https://dead.example/v1")
if PROVIDER and False:
    Anthropic(base_url="https://dead.example")
if __name__ == "__main__":
    OpenAI(base_url="http://main:8000/v1")

FACTORIES = {
    "hosted": lambda: OpenAI(),
    "local": lambda: OpenAI(base_url="http://vllm:8000/v1"),
}
