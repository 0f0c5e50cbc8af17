import { z } from "zod";

export const LLM_URL = process.env.LLM_URL ?? "http://vllm:8000/v1";
export const TITLE = "Ask the archive";
// export const OLD_URL = "https://old.example/v1";
const schema = z.object({ SEARCH_URL: z.string().url().default("http://search:9200"), DEBUG: z.string().optional() });
export const checked = schema.parse(process.env);
export default { embeddings: { url: "http://embeddings:8080" }, size: 3 };
