"""Finds passages of the rule book by the distance of their embeddings."""

import os

import psycopg
from openai import AsyncOpenAI

gateway = AsyncOpenAI()

NEAREST = "select text from passages order by embedding <=> %s::vector limit %s"


async def passages_for(question: str, count: int = 6) -> list[str]:
    embedded = await gateway.embeddings.create(model=os.environ["EMBEDDING_MODEL"], input=question)
    async with await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"]) as connection:
        rows = await connection.execute(NEAREST, (str(embedded.data[0].embedding), count))
        return [row[0] for row in await rows.fetchall()]
