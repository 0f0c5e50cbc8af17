import OpenAI from "openai";
declare const client: OpenAI;
