import * as Sentry from "@sentry/browser";
import { marked } from "marked";

import { token } from "./signin";

Sentry.init({ dsn: "https://8d2c41f0@o450123.ingest.us.sentry.io/4508", tracesSampleRate: 0.1 });

const chat = document.getElementById("chat")!;
const form = document.createElement("form");
form.innerHTML = `<input name="question" autocomplete="off" placeholder="What do you want to know?" /><button>Ask</button>`;
chat.append(form);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = new FormData(form).get("question") as string;
  const response = await fetch("/api/questions", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${await token()}` },
    body: JSON.stringify({ text }),
  });
  const reply = document.createElement("article");
  reply.innerHTML = await marked.parse((await response.json()).answer ?? "Please try again.");
  chat.append(reply);
});
