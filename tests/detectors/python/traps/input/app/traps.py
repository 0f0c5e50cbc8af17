"""Nothing here is contacted. See https://docs.vendor.example/api for the shape of the answers."""

import logging
import re
from openai_utils import helper
from . import openai
from .clients import OpenAI

logger = logging.getLogger(__name__)

# client = openai.OpenAI(base_url="https://api.vendor.example/v1")
PROMPT = """Search https://www.example.org for the answer. You may call requests.get("https://x.example")."""
PRICES = {"gpt-4o": 2.5, "claude-opus": 15.0}
HEADERS = {"User-Agent": "bot (+https://bot.example/info)", "Referer": "https://referer.example"}
NAMESPACE = "http://www.w3.org/2000/svg"
PATTERN = re.compile("https://([a-z]+).example/")
DOCS_URL = "https://docs.example.org"
ALLOWED_ORIGINS = ["https://a.example", "https://b.example"]

client = OpenAI(base_url="https://relative.example")


def kind(url):
    if "https://api.groq.example" in url or url == "https://x.example" or url.startswith("https://y.example"):
        logger.info("see https://logged.example")
        raise ValueError("https://raised.example")
    print("https://printed.example")
    return helper(url)
