/**
 * Addresses of services.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";

/** Checks an address. No format of JSON Schema: editors know none for certain. */
export const address: z.ZodString = z.string().regex(
  /^https?:\/\/[^\s\/?#@]+(?:[\/][^\s?#]*)?$/,
  "expected an address, as https://host/v1, without a name, a password or a question in it",
).refine(URL.canParse, "expected an address, as https://host/v1");

/** Host and port, as `--allow-net` takes them. */
export function hostOf(baseUrl: string): string {
  const { hostname, port, protocol } = new URL(baseUrl);
  return `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
}

/** The address of a path of the service. */
export function endpoint(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/+$/, "")}/${path}`;
}
