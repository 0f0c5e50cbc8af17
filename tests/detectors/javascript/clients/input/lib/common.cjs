const OpenAI = require("openai");
const { Pinecone: Index } = require("@pinecone-database/pinecone");
const axios = require("axios");

const client = new OpenAI({ baseURL: process.env.LLM_URL || "http://localhost:8000/v1" });
const index = new Index({ controllerHostUrl: "https://pinecone.example" });

module.exports = async () => {
  await axios.post("https://hooks.example/answer", {});
  const { default: Groq } = await import("groq-sdk");
  return new Groq({ baseURL: "https://groq.example" });
};
