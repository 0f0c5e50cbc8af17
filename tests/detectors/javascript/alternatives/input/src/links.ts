import { redirect } from "next/navigation";

export const ONBOARDING_SURVEY = "https://forms.example/onboarding";
export const API_REFERENCE_URL = "https://reference.example/api";
export const STATUS_LINK = "https://status-page.example";
export const metadata = { metadataBase: new URL("https://product.example"), openGraph: { url: "https://product.example/og" } };
export const KeysUrl = { one: "https://platform.vendor.example/api-keys" };
export const LLM_URL = "https://llm.vendor.example/v1";

export function go() {
  redirect("https://elsewhere.example/page");
}

export default function sitemap() {
  return [{ url: "https://product.example/" }];
}
