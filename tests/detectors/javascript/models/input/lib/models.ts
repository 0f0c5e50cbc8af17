import { gateway } from "@ai-sdk/gateway";
import ollama from "ollama";
import { pipeline } from "@huggingface/transformers";

export const DEFAULT_CHAT_MODEL: string = "google/gemini-2.5-flash-lite";
export const modelPath = "./models/local.onnx";

export const chatModels: ChatModel[] = [
  { id: "anthropic/claude-haiku-4.5", name: "Claude", provider: "anthropic" },
  { id: "openai/gpt-4.1-mini", name: "GPT", provider: "openai" },
];

export const title = gateway.languageModel("google/gemini-2.5-flash-lite");
export const chat = (id: string) => gateway(id);
export const run = () => ollama.chat({ model: "llama3.3", messages: [] });
export const load = () => pipeline("feature-extraction", "Xenova/all-MiniLM-L6-v2");
