"""Finds passages of the handbook by the distance of their embeddings, kept in PostgreSQL."""

import psycopg
from openai import AsyncOpenAI

from assistant import settings

gateway = AsyncOpenAI()

NEAREST = "select text from passages order by embedding <=> %s::vector limit %s"


async def passages_for(question: str, count: int = 5) -> list[str]:
    embedded = await gateway.embeddings.create(model=settings.EMBEDDING_MODEL, input=question)
    async with await psycopg.AsyncConnection.connect(settings.DATABASE_URL) as connection:
        rows = await connection.execute(NEAREST, (str(embedded.data[0].embedding), count))
        return [row[0] for row in await rows.fetchall()]
