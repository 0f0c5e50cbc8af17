import type { ChatCompletion } from "openai/resources";
import { openai } from "./openai";
import { client } from "@/lib/client";
import { helper } from "openai-utils";
import { z } from "zod";

// new OpenAI({ baseURL: "https://api.vendor.example/v1" });
/* import OpenAI from "openai"; fetch("https://block.example"); */
const prompt = `Look it up at https://prompt.example and call fetch("https://x.example").`;
const PRICES = { "gpt-4o": 2.5 };
const pattern = /https:\/\/regex\.example/;
const links = [{ label: "Docs", href: "https://docs.example" }];
const NAMESPACE = "http://www.w3.org/1999/xhtml";
const schema = { $schema: "https://json-schema.example/draft" };
const headers = { "User-Agent": "bot (+https://bot.example)", Referer: "https://referer.example" };
type Address = "https://type.example";

export function f(url: string) {
  console.log("https://logged.example");
  if (url === "https://compared.example" || url.includes("https://included.example")) {
    throw new Error("https://thrown.example");
  }
  window.open("https://opened.example");
  return helper(url, z.string().url("https://zod.example"), openai("gpt-4o"), client);
}
