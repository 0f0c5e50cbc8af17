import { env } from "@/env";
import postgres from "postgres";

const { REDIS_URL, PORT = "3000" } = process.env;
const a = process.env["QUOTED_NAME"];
const b = import.meta.env.VITE_API_URL || "https://api.product.example";
const c = Deno.env.get("DENO_NAME");
export const db = postgres(env.DATABASE_URL);
process.env.NEXT_TELEMETRY_DISABLED = "1";
// process.env.COMMENTED_OUT
const text = "process.env.IN_A_STRING";
const environment = { DATABASE: "x" };
const none = environment.DATABASE;
export const schema = z.object({
  TRACE_URL: z.string().url("https://message.example").default("https://traces.example"),
});
