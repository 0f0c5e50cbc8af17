"""Addresses in positions that act."""

import os

import aiohttp
import httpx
import requests
from redis import Redis
from sqlalchemy import create_engine

API = "https://api.weather.example"
TELEMETRY_URL = "https://telemetry.vendor.example/v1"


def forecast(city):
    return requests.get(f"{API}/v1/forecast?city={city}", timeout=5)


async def search(query):
    async with aiohttp.ClientSession() as session:
        async with session.post("https://search.example/query", json={"q": query}) as answer:
            return await answer.json()


def own():
    return httpx.post(os.environ["HOOK_URL"], json={})


engine = create_engine("postgresql://app:hunter2@db:5432/app")
cache = Redis.from_url(os.getenv("REDIS_URL", "redis://cache:6379/0"))
CONFIG = {"endpoint": "https://queue.example/jobs", "homepage": "https://www.example.org"}
