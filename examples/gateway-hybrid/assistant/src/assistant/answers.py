"""Answers a question through the gateway; which model answers is the gateway's business."""

from openai import AsyncOpenAI

from assistant import settings
from assistant.passages import passages_for

# Address and key come from OPENAI_BASE_URL and OPENAI_API_KEY.
gateway = AsyncOpenAI(timeout=60, max_retries=1)

SYSTEM = "You help customers of an outdoor shop. Answer from the passages only; say so when they do not answer."


async def answer(question: str) -> str:
    passages = await passages_for(question)
    prompt = "\n\n".join([*passages, f"Question: {question}"])
    completion = await gateway.chat.completions.create(
        model=settings.CHAT_MODEL,
        messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": prompt}],
    )
    return completion.choices[0].message.content or ""
