import { createAuth0Client } from "@auth0/auth0-spa-js";

const client = await createAuth0Client({
  domain: "outdoor-shop.us.auth0.com",
  clientId: "b0Xy3mQ7example",
  authorizationParams: { redirect_uri: window.location.origin, audience: "https://assistant.outdoor-shop.example" },
});

export async function token(): Promise<string> {
  if (!(await client.isAuthenticated())) {
    await client.loginWithRedirect();
  }
  return client.getTokenSilently();
}
