"""The HTTP interface of the assistant."""

import sentry_sdk
from ddtrace import patch_all
from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel

from app import settings
from app.assistant import Refused, answer, write_up
from app.sessions import allowed
from app.signin import bearer, customer_of

patch_all()
sentry_sdk.init(dsn=settings.SENTRY_DSN, send_default_pii=True, traces_sample_rate=0.2)

app = FastAPI(title="Assistant")


class Question(BaseModel):
    text: str


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/api/questions")
async def ask(question: Question, token=Depends(bearer)) -> dict[str, str]:
    customer = customer_of(token.credentials)
    if not await allowed(customer):
        raise HTTPException(429, "one moment, please")
    try:
        return {"answer": await answer(question.text)}
    except Refused as error:
        raise HTTPException(422, "this cannot be answered") from error


@app.post("/api/summaries")
async def summarise(question: Question, token=Depends(bearer)) -> dict[str, str]:
    customer_of(token.credentials)
    return {"summary": await write_up(question.text)}
