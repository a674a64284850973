/**
 * Addresses of servers.
 *
 * @module
 */

/** Addresses at which clouds tell programs their own secrets: no server of vectors is there. */
const FORBIDDEN = /^(169\.254\.|\[fe80:|\[fd00:ec2::254\]|metadata\.google\.internal$)/i;

/** What is wrong with a server's address; undefined when nothing is. Never repeats it: it may hold a secret. */
export function addressMistake(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return "expected an http or https address";
  if (url.username || url.password) return "it holds a user or password, expected the key in apiKey";
  if (FORBIDDEN.test(url.hostname)) return "it is an address of the machine's own services, expected that of a server";
  return undefined;
}

/** True for OpenAI's own server, which serves nobody without a key. */
export function isOpenai(address: string): boolean {
  return URL.parse(address)?.hostname === "api.openai.com";
}

/** Where vectors are asked for: the address with `/embeddings` behind its path; its query stays. */
export function embeddingsUrl(baseUrl: string): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, "").replace(/\/embeddings$/, "")}/embeddings`;
  url.hash = "";
  return url;
}

/** Host and port, as permissions name them. */
export function hostOf(baseUrl: string): string {
  const { hostname, port, protocol } = new URL(baseUrl);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}
