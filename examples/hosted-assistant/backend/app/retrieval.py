"""Finds passages of the product handbook that may answer a question."""

from openai import AsyncOpenAI
from pinecone import Pinecone

from app import settings

EMBEDDING_MODEL = "text-embedding-3-large"

embedder = AsyncOpenAI()
index = Pinecone(api_key=settings.PINECONE_API_KEY).Index("handbook")


async def passages_for(question: str, count: int = 5) -> list[str]:
    embedded = await embedder.embeddings.create(model=EMBEDDING_MODEL, input=question)
    found = index.query(vector=embedded.data[0].embedding, top_k=count, include_metadata=True)
    return [match["metadata"]["text"] for match in found["matches"]]
