"""The HTTP interface of the assistant."""

import os

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from pydantic import BaseModel

from assistant.answers import answer

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)

app = FastAPI(title="Register assistant")
bearer = HTTPBearer()
keys = jwt.PyJWKClient(os.environ["OIDC_ISSUER"] + "/protocol/openid-connect/certs")


class Question(BaseModel):
    text: str
    number: str = ""


def clerk_of(token: str) -> str:
    try:
        key = keys.get_signing_key_from_jwt(token)
        return jwt.decode(token, key.key, algorithms=["RS256"], audience="register-assistant")["sub"]
    except jwt.PyJWTError as error:
        raise HTTPException(401, "sign in again") from error


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/api/questions")
async def ask(question: Question, token=Depends(bearer)) -> dict[str, str]:
    clerk_of(token.credentials)
    return {"answer": await answer(question.text, question.number)}
