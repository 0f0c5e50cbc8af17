"""Answers a customer's question: moderate, look up, ask a model, moderate again."""

from anthropic import AsyncAnthropic
from langsmith import traceable
from openai import AsyncOpenAI

from app.retrieval import passages_for

ANSWER_MODEL = "gpt-5.5"
LONG_FORM_MODEL = "claude-fable-5"

openai_client = AsyncOpenAI()
anthropic_client = AsyncAnthropic()

SYSTEM = "You help customers of an outdoor shop. Answer from the passages only; say so when they do not answer."


class Refused(Exception):
    """The moderation service flagged the text."""


async def check(text: str) -> None:
    """Raise `Refused` if the hosted moderation model flags the text."""
    verdict = await openai_client.moderations.create(model="omni-moderation-latest", input=text)
    if verdict.results[0].flagged:
        raise Refused


@traceable(name="answer")
async def answer(question: str) -> str:
    await check(question)
    passages = await passages_for(question)
    prompt = "\n\n".join([*passages, f"Question: {question}"])
    completion = await openai_client.chat.completions.create(
        model=ANSWER_MODEL,
        messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": prompt}],
    )
    reply = completion.choices[0].message.content or ""
    await check(reply)
    return reply


@traceable(name="write-up")
async def write_up(conversation: str) -> str:
    """A longer summary of a conversation for the support desk."""
    message = await anthropic_client.messages.create(
        model=LONG_FORM_MODEL,
        max_tokens=1200,
        system="Summarise the conversation for a colleague.",
        messages=[{"role": "user", "content": conversation}],
    )
    return message.content[0].text
