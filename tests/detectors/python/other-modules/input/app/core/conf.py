import os

from pydantic_settings import BaseSettings

LLM_URL = os.environ.get("LLM_URL", "http://vllm:8000/v1")
EMBEDDINGS = {"url": "http://embeddings:8080", "size": "1024"}
REGION = "eu-central-1"
API_KEY = "not-shown"
TITLE = "Ask the archive"
# OLD_URL = "https://old.example/v1"


class Settings(BaseSettings):
    search_url: str = "http://search:9200"
    retries: int = 3


settings = Settings()


def get_settings() -> Settings:
    return settings
