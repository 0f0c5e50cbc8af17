import litellm
import openai
from openai import OpenAI

SELF = "http://vllm:8000/v1"

OpenAI(**{"base_url": SELF})

options = dict(timeout=3)
options["base_url"] = SELF
OpenAI(**options)

remade = OpenAI().with_options(base_url=SELF)
remade.chat.completions.create(model="qwen3.6")

patient = OpenAI().with_options(timeout=60)  # says nothing of the address

openai.base_url = SELF
openai.chat.completions.create(model="qwen3.6")

litellm.completion(model="openai/qwen3.6", api_base=SELF)
litellm.completion(model="openai/gpt-5")  # here the word before the model is its provider


def unknown(more):
    return OpenAI(**more)
