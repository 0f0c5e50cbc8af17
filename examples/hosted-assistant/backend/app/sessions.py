"""Conversations in PostgreSQL, rate limits in Redis, uploaded pictures in S3."""

import boto3
import redis.asyncio as redis
from sqlalchemy.ext.asyncio import create_async_engine

from app import settings

engine = create_async_engine(settings.DATABASE_URL, pool_pre_ping=True)
limits = redis.from_url(settings.REDIS_URL)
uploads = boto3.client("s3", region_name="us-east-1")


async def allowed(customer: str) -> bool:
    """True unless the customer asked more than 30 questions in the last minute."""
    key = f"asked:{customer}"
    count = await limits.incr(key)
    if count == 1:
        await limits.expire(key, 60)
    return count <= 30


def keep_picture(name: str, data: bytes) -> None:
    uploads.put_object(Bucket=settings.UPLOAD_BUCKET, Key=name, Body=data)
