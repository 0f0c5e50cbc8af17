"""How often a customer may ask."""

import redis.asyncio as redis

from assistant import settings

counters = redis.from_url(settings.REDIS_URL)


async def allowed(customer: str) -> bool:
    key = f"asked:{customer}"
    count = await counters.incr(key)
    if count == 1:
        await counters.expire(key, 60)
    return count <= 30
