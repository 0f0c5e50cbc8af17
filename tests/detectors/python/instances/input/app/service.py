"""Methods of clients that were constructed somewhere in the file."""

import openai
from openai import AsyncOpenAI, OpenAI


def get_client():
    return OpenAI(base_url="http://guard:8000/v1")


class Service:
    def __init__(self, base_url="https://llm.corp.example/v1"):
        self.client = AsyncOpenAI(base_url=base_url)

    async def answer(self, prompt):
        return await self.client.chat.completions.create(model="qwen3-32b", messages=prompt)


class Wrapper:
    def __init__(self, base_url, timeout=30):
        self.base_url = base_url
        self._client = openai.OpenAI(base_url=self.base_url)


wrapper = Wrapper("http://tgi:8080/v1")
client = OpenAI()
client.moderations.create(input="text")
get_client().moderations.create(input="text")
OpenAI().moderations.create(input="text")


def unrelated(client):
    client.images.generate(prompt="a parameter is nobody's client")
