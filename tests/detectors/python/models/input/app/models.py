"""Models by name."""

import os

import litellm
import tiktoken
from langchain.chat_models import init_chat_model
from sentence_transformers import SentenceTransformer
from transformers import AutoModel, AutoTokenizer, pipeline

DEFAULT_CHAT_MODEL = "mistralai/mistral-small-2506"
EMBEDDING = "BAAI/bge-m3"
MODEL_DIR = "/models/local"

litellm.completion(model="azure/gpt-4o-eu", messages=[])
litellm.completion(model=os.getenv("JUDGE_MODEL", "openai/gpt-4.1-mini"), messages=[])
init_chat_model("anthropic:claude-sonnet-4-5")
SentenceTransformer(EMBEDDING)
AutoModel.from_pretrained("Qwen/Qwen3-8B", trust_remote_code=True)
AutoTokenizer.from_pretrained(MODEL_DIR)
pipeline("text-classification", model="meta-llama/Llama-Guard-3-8B")
tiktoken.encoding_for_model("gpt-4o")
os.environ["HF_HUB_OFFLINE"] = "1"
