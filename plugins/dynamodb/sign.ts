/**
 * Signature Version 4 of AWS, for requests whose whole body is at hand.
 *
 * @module
 */
import { createHash, createHmac } from "node:crypto";

/** Who signs. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Until when they are good. */
  readonly expiration?: Date;
}

/** What is signed besides the headers that every request has. */
export interface Signable {
  readonly url: URL;
  readonly service: string;
  readonly region: string;
  /** Further headers, names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Signs POST requests; keys are worked out once a day. What it gives are the headers to send: those given, the time, the
 * session's token, the signature.
 *
 * The rules: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function openSigner(): (request: Signable, credentials: Credentials) => Record<string, string> {
  let made: { of: string; key: Uint8Array } | undefined;

  return function sign({ url, service, region, headers, body, at }, credentials) {
    const time = new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, "");
    const day = time.slice(0, 8);
    const scope = `${day}/${region}/${service}/aws4_request`;
    const sent: Record<string, string> = { ...headers, "x-amz-date": time };
    if (credentials.sessionToken) sent["x-amz-security-token"] = credentials.sessionToken;
    const signed: Record<string, string> = { ...sent, host: url.host };
    const names = Object.keys(signed).sort();
    const canonical = [
      "POST",
      url.pathname,
      url.search.slice(1),
      ...names.map((name) => `${name}:${signed[name]}`),
      "",
      names.join(";"),
      hexOf(body),
    ].join("\n");
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hexOf(canonical)}`;
    const { accessKeyId, secretAccessKey } = credentials;
    const of = `${scope} ${secretAccessKey}`;
    if (made?.of !== of) made = { of, key: keyOf(secretAccessKey, day, region, service) };
    const signature = createHmac("sha256", made.key).update(text).digest("hex");
    sent.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, ` +
      `Signature=${signature}`;
    return sent;
  };
}

function hexOf(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function keyOf(secret: string, ...words: string[]): Uint8Array {
  let key: string | Uint8Array = `AWS4${secret}`;
  for (const word of [...words, "aws4_request"]) key = createHmac("sha256", key).update(word).digest();
  return key as Uint8Array;
}
