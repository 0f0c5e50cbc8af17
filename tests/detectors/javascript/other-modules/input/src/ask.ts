import OpenAI from "openai";
import config, { LLM_URL, checked } from "./config";
import { LLM_URL as SAME } from "@/config";
import { BASE } from "vendor-kit";

const legacy = require("./legacy");
const options = { baseURL: LLM_URL };

export const one = new OpenAI({ baseURL: LLM_URL });
export const two = new OpenAI({ baseURL: checked.SEARCH_URL });
export const three = new OpenAI({ baseURL: config.embeddings.url });
export const four = new OpenAI({ baseURL: SAME });
export const five = new OpenAI({ baseURL: legacy.url });
export const six = new OpenAI({ ...options, timeout: 3 });
export const theirs = new OpenAI({ baseURL: BASE }); // of an installed package: not of this tree
