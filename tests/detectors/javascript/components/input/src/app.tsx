import { ClerkProvider } from "@clerk/nextjs";
import Script from "next/script";
import * as Intercom from "react-use-intercom";
import Tracking from "react-ga4";
import { Button } from "react-bootstrap";
import { ClerkProvider as Own } from "./own";

Tracking.initialize("G-12345");

// <ClerkProvider publishableKey="commented out" />
export const App = ({ children }: { children: React.ReactNode }) => (
  <ClerkProvider publishableKey={process.env.NEXT_PUBLIC_CLERK_KEY} proxyUrl="https://clerk.shop.example/api">
    <Intercom.IntercomProvider appId="a1" autoBoot>
      <Own publishableKey="pk_1">
        <Button href="https://shop.example/help">{"<ClerkProvider />"}</Button>
        <Script src="https://cdn.jsdelivr.net/npm/x.js" />
        <script src="https://cdn.jsdelivr.net/npm/y.js" />
      </Own>
      {children}
    </Intercom.IntercomProvider>
  </ClerkProvider>
);

export const Page = ({ account, ready }: { account: string; ready: boolean }) => (
  <main>
    {account !== "" && <ClerkProvider publishableKey={account} />}
    {process.env.NEXT_PUBLIC_HELP === "true" && (
      <section>
        <Intercom.IntercomProvider appId="a2" />
      </section>
    )}
    {ready && <Intercom.IntercomProvider appId="a3" />}
  </main>
);

export const Menu = ({ user, useHelp }: { user?: string; useHelp: boolean }) => (
  <nav>
    {user && <ClerkProvider publishableKey="pk_user" />}
    {useHelp && <Intercom.IntercomProvider appId="a4" />}
  </nav>
);
