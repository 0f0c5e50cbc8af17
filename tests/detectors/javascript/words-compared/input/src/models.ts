import { Client } from "vendor";

export function make(modelName: string, url: string, provider: string) {
  if (modelName.includes("gpt-")) {
    return new Client({ baseURL: "https://one.example" });
  }
  if (["azure", "openai"].includes(provider)) {
    return new Client({ baseURL: "https://two.example" });
  }
  // An address says nothing of who was chosen.
  if (url.startsWith("https:")) {
    console.log(new Client({ baseURL: "https://three.example" }));
  }
  switch (provider) {
    case "a":
    case "b":
      console.log(new Client({ baseURL: "https://four.example" }));
  }
  return new Client({ baseURL: "https://five.example" });
}
