"""Settings whose fields are read from the environment."""

from dataclasses import dataclass, field

from openai import OpenAI
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="APP_")

    llm_url: str = "http://vllm:8000/v1"
    judge_url: str = Field("https://judge.example/v1", validation_alias="JUDGE_ENDPOINT")
    chat_model: str = "mistral-small-3.1"
    api_key: str = ""
    hook_url: str


class Plain(BaseSettings):
    region: str = "eu-west-1"

    class Config:
        env_prefix = "PLAIN_"


@dataclass
class Options:
    base_url: str = "http://tei:8080"
    names: list = field(default_factory=list)


settings = Settings()
options = Options()
first = OpenAI(base_url=settings.llm_url, api_key=settings.api_key)
second = OpenAI(base_url=settings.judge_url)
third = OpenAI(base_url=options.base_url)
