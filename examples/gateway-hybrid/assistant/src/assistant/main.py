"""The HTTP interface of the assistant."""

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from pydantic import BaseModel

from assistant import settings
from assistant.answers import answer
from assistant.limits import allowed

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)

app = FastAPI(title="Assistant")
FastAPIInstrumentor.instrument_app(app)

bearer = HTTPBearer()
keys = jwt.PyJWKClient(f"{settings.OIDC_ISSUER}/protocol/openid-connect/certs")


class Question(BaseModel):
    text: str


def customer_of(token: str) -> str:
    try:
        key = keys.get_signing_key_from_jwt(token)
        claims = jwt.decode(token, key.key, algorithms=["RS256"], audience=settings.OIDC_AUDIENCE)
    except jwt.PyJWTError as error:
        raise HTTPException(401, "sign in again") from error
    return claims["sub"]


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/api/questions")
async def ask(question: Question, token=Depends(bearer)) -> dict[str, str]:
    if not await allowed(customer_of(token.credentials)):
        raise HTTPException(429, "one moment, please")
    return {"answer": await answer(question.text)}
