/**
 * aws4fetch: signs requests to AWS services and to those that speak like them. Loaded with the first request.
 *
 * @module
 */

/** Through a variable: a specifier that stands in the call would be fetched when the program starts. */
const PACKAGE: string = "npm:aws4fetch@1.0.20";

/** Loads it. */
export async function loadAws4fetch(): Promise<typeof import("npm:aws4fetch@1.0.20")> {
  return await import(PACKAGE);
}
