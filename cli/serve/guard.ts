/**
 * Who may ask: names by which the service is called, other sites, tokens, limits of a request's head.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { Refusal } from "./refusal.ts";

/** What the guard knows of the service. */
export interface GuardOptions {
  /** The address it listens on. */
  host: string;
  port: number;
  /** More names by which it may be called, with a port or without. */
  allowedHosts: readonly string[];
  /** Every request must carry it; absent: none has to. */
  token?: string;
}

const LONGEST_URL = 8192;
/** Bytes of all headers. */
const MOST_HEADERS = 16_384;
const WILDCARDS = ["0.0.0.0", "::", "[::]"];
const LOCAL_NAMES = ["127.0.0.1", "localhost", "[::1]"];
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/;

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(host) || ["localhost", "::1", "[::1]"].includes(host.toLowerCase());
}

/** Makes the check of requests; it throws a `Refusal`. */
export function createGuard(options: GuardOptions): (request: Request) => void {
  const isOurs = hostCheck(options);
  const wanted = options.token === undefined ? undefined : hash(options.token);
  return (request) => {
    if (request.url.length > LONGEST_URL) throw new Refusal(414, `The address is longer than ${LONGEST_URL} bytes`);
    const { headers } = request;
    let bytes = 0;
    for (const [name, value] of headers) bytes += name.length + value.length + 4;
    if (bytes > MOST_HEADERS) throw new Refusal(431, `The headers are longer than ${MOST_HEADERS} bytes`);
    const host = headers.get("host");
    if (host === null || host === "") throw new Refusal(400, "There is no Host header");
    // In the absolute form the address names a host of its own.
    if (!isOurs(host) || !isOurs(authority(request.url))) {
      throw new Refusal(403, "This service is not called by that Host: name it with --allow-host");
    }
    const origin = headers.get("origin");
    if (origin !== null && !isOwnOrigin(origin, isOurs)) throw new Refusal(403, "Requests of other sites are refused");
    const site = headers.get("sec-fetch-site");
    if (site !== null && site !== "same-origin" && site !== "none") {
      throw new Refusal(403, "Requests of other sites are refused");
    }
    if (wanted !== undefined && !timingSafeEqual(hash(bearerOf(headers)), wanted)) {
      throw new Refusal(401, "The token is missing or wrong", { "www-authenticate": "Bearer" });
    }
  };
}

/** Compared by their hashes, which have one length whatever was sent. */
function hash(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

function bearerOf(headers: Headers): string {
  return /^bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1] ?? "";
}

function authority(url: string): string {
  return /^https?:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "";
}

/**
 * A page of another site can have its own name lead to this machine (DNS rebinding): the browser then takes both for
 * one site, and only the name that it calls tells.
 */
function hostCheck({ host, port, allowedHosts }: GuardOptions): (host: string) => boolean {
  const names = new Set(allowedHosts.map((name) => name.toLowerCase()));
  for (const name of [...LOCAL_NAMES, host.includes(":") && !host.startsWith("[") ? `[${host}]` : host]) {
    names.add(`${name.toLowerCase()}:${port}`);
    if (port === 80) names.add(name.toLowerCase());
  }
  const anyAddress = WILDCARDS.includes(host);
  return (called) => {
    const name = called.toLowerCase();
    const bare = name.replace(/:\d{1,5}$/, "");
    // A rebound name is never an address; behind a mapped port it need not be ours.
    return names.has(name) || names.has(bare) || anyAddress && (ADDRESS.test(bare) || bare === "localhost");
  };
}

function isOwnOrigin(origin: string, isOurs: (host: string) => boolean): boolean {
  const host = /^https?:\/\/([^/?#@]+)$/i.exec(origin)?.[1];
  return host !== undefined && isOurs(host);
}
