import requests
from openai import OpenAI
from vendor_kit import BASE

from . import core
from .core.conf import EMBEDDINGS, LLM_URL, get_settings
from app.core import conf
from app.core.conf import Settings, settings
from django.conf import settings as django_settings

llm = OpenAI(base_url=LLM_URL)
vectors = OpenAI(base_url=EMBEDDINGS["url"])
search = OpenAI(base_url=settings.search_url)
again = OpenAI(base_url=get_settings().search_url)
module = OpenAI(base_url=conf.LLM_URL)
project = OpenAI(base_url=django_settings.LLM_URL)
package = OpenAI(base_url=core.LLM_URL)
theirs = OpenAI(base_url=BASE)  # of an installed package: not of this tree


def given(settings: Settings) -> OpenAI:
    return OpenAI(base_url=settings.search_url)
