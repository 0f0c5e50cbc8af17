"""Checks the token that a customer's browser sends."""

import jwt
from fastapi import HTTPException
from fastapi.security import HTTPBearer

from app import settings

bearer = HTTPBearer()
keys = jwt.PyJWKClient(f"https://{settings.AUTH0_DOMAIN}/.well-known/jwks.json")


def customer_of(token: str) -> str:
    try:
        key = keys.get_signing_key_from_jwt(token)
        claims = jwt.decode(token, key.key, algorithms=["RS256"], audience=settings.AUTH0_AUDIENCE)
    except jwt.PyJWTError as error:
        raise HTTPException(401, "sign in again") from error
    return claims["sub"]
