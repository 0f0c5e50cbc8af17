"""Settings of the backend, read once at start."""

import os

DATABASE_URL = os.environ["DATABASE_URL"]
REDIS_URL = os.environ["REDIS_URL"]
UPLOAD_BUCKET = os.environ["UPLOAD_BUCKET"]
AUTH0_DOMAIN = os.environ["AUTH0_DOMAIN"]
AUTH0_AUDIENCE = os.environ["AUTH0_AUDIENCE"]
PINECONE_API_KEY = os.environ["PINECONE_API_KEY"]
SENTRY_DSN = os.environ["SENTRY_DSN"]
