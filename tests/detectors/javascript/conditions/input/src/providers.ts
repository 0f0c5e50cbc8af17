import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { PostHog } from "posthog-node";

const provider = process.env.PROVIDER ?? "openai";

export const posthog = process.env.POSTHOG_KEY ? new PostHog("k", { host: "https://eu.i.posthog.example" }) : null;

export function client(kind: string) {
  if (provider === "openai") {
    return new OpenAI();
  } else if (provider === "anthropic") {
    return new Anthropic();
  }
  switch (kind) {
    case "local":
      return new OpenAI({ baseURL: "http://vllm:8000/v1" });
    default:
      return new OpenAI({ baseURL: "http://default:8000/v1" });
  }
}

export function report() {
  if (!process.env.REPORT_TO) return;
  fetch("https://reports.example");
}

if (false) {
  fetch("https://dead.example");
}
