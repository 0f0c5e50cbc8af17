"""Clients, under the names by which they were imported."""

import os

import boto3 as aws
import openai
from langchain_openai import ChatOpenAI
from openai import AzureOpenAI, OpenAI as Client

LOCAL = "http://vllm:8000/v1"

hosted = Client(api_key=os.environ["OPENAI_API_KEY"])
literal = openai.OpenAI(base_url="http://localhost:11434/v1", api_key="unused")
constant = Client(base_url=LOCAL)
configured = Client(base_url=os.getenv("LLM_URL", "http://vllm:8000/v1"))
fallback = Client(base_url=os.environ.get("LLM_URL") or LOCAL)
built = Client(base_url=f"http://{os.environ['LLM_HOST']}:8000" + "/v1")
azure = AzureOpenAI(azure_endpoint="https://acme.openai.azure.com", api_version="2024-10-21")
chain = ChatOpenAI(model="gpt-4.1", base_url=os.getenv("LLM_URL"))
store = aws.client("s3", endpoint_url="http://minio:9000", region_name="eu-central-1")
