import OpenAI, { AzureOpenAI as Azure } from "openai";
import { createOpenAI } from "@ai-sdk/openai";
import { anthropic } from "@ai-sdk/anthropic";
import * as Sentry from "@sentry/node";
import { ChatOpenAI } from "@langchain/openai";
import type { Stream } from "openai/streaming";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { generateText } from "ai";

const LOCAL = "http://vllm:8000/v1";
const { LLM_URL = "http://ollama:11434/v1" } = process.env;

export const hosted = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });
export const constant = new OpenAI({ baseURL: LOCAL });
export const configured = new OpenAI({ baseURL: process.env.OPENAI_BASE_URL ?? "http://vllm:8000/v1" });
export const destructured = new OpenAI({ baseURL: LLM_URL });
export const azure = new Azure({ endpoint: `https://${process.env.AZURE_NAME}.openai.azure.com`, apiVersion: "2024-10-21" });
export const chain = new ChatOpenAI({ model: "gpt-4.1", configuration: { baseURL: import.meta.env.VITE_LLM_URL } });
export const store = new S3Client({ endpoint: "http://minio:9000", region: "eu-central-1", credentials: { secretAccessKey: "x" } });

const local = createOpenAI({ baseURL: "http://tgi:8080/v1" });
Sentry.init({ dsn: process.env.SENTRY_DSN, sendDefaultPii: false });

export async function answer(prompt: string) {
  const { text } = await generateText({ model: local("qwen3-32b"), prompt });
  await generateText({ model: anthropic("claude-sonnet-4-5"), prompt });
  await hosted.moderations.create({ input: prompt });
  return text;
}

export class Service {
  private readonly client: OpenAI;
  constructor(private baseURL: string = "https://llm.corp.example/v1") {
    this.client = new OpenAI({ baseURL: this.baseURL });
  }
  run() {
    return this.client.chat.completions.create({ model: "mistral-small-3.1", messages: [] });
  }
}
