"""Answers a clerk's question through the gateway, with tools where the question needs a file number."""

import os

from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from openai import AsyncOpenAI

from assistant.passages import passages_for

# Address and key come from OPENAI_BASE_URL and OPENAI_API_KEY.
gateway = AsyncOpenAI(timeout=120)

SYSTEM = "You help clerks of a land registry. Answer from the passages and the register only, and name the file."


async def register_entry(number: str) -> str:
    async with streamablehttp_client(os.environ["TOOLS_URL"]) as (read, write, _):
        async with ClientSession(read, write) as session:
            await session.initialize()
            result = await session.call_tool("register_entry", {"number": number})
            return str(result.content)


async def answer(question: str, number: str = "") -> str:
    known = await passages_for(question)
    if number:
        known.append(await register_entry(number))
    completion = await gateway.chat.completions.create(
        model=os.environ["CHAT_MODEL"],
        messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": "\n\n".join([*known, question])}],
    )
    return completion.choices[0].message.content or ""
