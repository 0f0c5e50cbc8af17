import Script from "next/script";
import Link from "next/link";

const API_BASE = "https://api.weather.example";
const SOCKET = "wss://live.example/feed";

export const metadata = {
  metadataBase: new URL("https://www.product.example"),
  openGraph: { url: "https://www.product.example/about" },
};

export async function load(city: string) {
  const answer = await fetch(`${API_BASE}/v1/forecast?city=${city}`);
  const own = await fetch("/api/own");
  new WebSocket(SOCKET);
  if (answer.url.startsWith("https://compared.example")) return own;
  return answer;
}

export default function Page({ user }: { user: string }) {
  let favicon = `https://icons.example/icon?of=${user}`;
  return (
    <>
      <Script src="https://cdn.example/widget.js" strategy="lazyOnload" />
      <link rel="stylesheet" href="https://fonts.example/css2" />
      <img src={`https://avatars.example/${user}`} alt="https://prose.example" />
      <img src={favicon} />
      <a href="https://shown.example">https://text.example</a>
      <Link href="https://linked.example">more</Link>
      <svg xmlns="http://www.w3.org/2000/svg" />
      <script dangerouslySetInnerHTML={{ __html: `(function(){ var u="https://inline.example/sdk.js"; })()` }} />
    </>
  );
}
