/**
 * What S3 answers: its errors, and the few documents that are read of it.
 *
 * @module
 */
import { plainText } from "../../core/plain_text.ts";
import { transient } from "../../core/errors.ts";

/** An answer, read whole. */
export interface Answer {
  status: number;
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
  /** How often it was asked for, 1 for an answer to the first request. */
  attempts: number;
}

/** What S3 says went wrong. */
export interface S3Fault {
  /** `SlowDown`, `NoSuchBucket`; for answers without a body the status. */
  code: string;
  message: string;
}

/** Codes of answers after which the same request may succeed. */
const PASSING = new Set(
  "InternalError ServiceUnavailable SlowDown Throttling ThrottlingException RequestTimeout RequestTimeoutException OperationAborted"
    .split(" "),
);
/** The same for statuses without a code. */
const PASSING_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What an answer says went wrong; undefined for one that says nothing of the kind. */
export function faultOf({ status, bytes }: Pick<Answer, "status" | "bytes">): S3Fault | undefined {
  const text = bytes.length > 0 && bytes.length < 65536 && bytes[0] === 0x3c ? new TextDecoder().decode(bytes) : "";
  const error = /<Error\b[^>]*>([\s\S]*)<\/Error>/.exec(text)?.[1];
  if (error === undefined && (status < 300 || status === 304)) return undefined;
  return { code: tag(error ?? "", "Code") ?? String(status), message: tag(error ?? "", "Message") ?? "" };
}

/** True when the same request may succeed later. */
export function isPassing(status: number, fault: S3Fault): boolean {
  return PASSING.has(fault.code) || PASSING_STATUS.has(status);
}

/** The error for an answer that was not expected. Holds code and message of the service alone: no key, no signature. */
export function errorOf(what: string, { status, headers }: Pick<Answer, "status" | "headers">, fault: S3Fault): Error {
  const said = plainText(fault.message).slice(0, 200);
  const code = fault.code === String(status) ? "" : ` ${fault.code}`;
  const words = `Cannot ${what}: the service answers ${status}${code}${said ? ` (${said})` : ""}`;
  const error = new Error(`${words}${hint(fault.code, headers)}`);
  return isPassing(status, fault) ? transient(error) : error;
}

function hint(code: string, headers: Headers): string {
  const region = headers.get("x-amz-bucket-region");
  switch (code) {
    case "NoSuchBucket":
      return ", make the bucket first";
    case "InvalidAccessKeyId":
    case "SignatureDoesNotMatch":
      return ", set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a pair that it knows";
    case "AccessDenied":
    case "403":
      return ", these keys may not do that";
    case "ExpiredToken":
      return ", get new keys";
    case "301":
    case "PermanentRedirect":
    case "AuthorizationHeaderMalformed":
      return `, set AWS_REGION to the bucket's region${region ? ` (${plainText(region)})` : ""}`;
    case "RequestTimeTooSkewed":
      return ", set this machine's clock";
    default:
      return "";
  }
}

/** The text of the first element of this name. */
export function tag(xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return found === undefined ? undefined : unescapeXml(found);
}

/** What stands in each element of this name. */
export function tags(xml: string, name: string): string[] {
  return xml.split(`<${name}>`).slice(1).map((rest) => rest.split(`</${name}>`, 1)[0]);
}

const ENTITIES: ReadonlyMap<string, string> = new Map([["lt", "<"], ["gt", ">"], ["amp", "&"], ["quot", '"'], [
  "apos",
  "'",
]]);

/** Text of XML as it is meant. */
export function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{2,4}));/g, (whole, hex, decimal, name) => {
    const code = hex ? parseInt(hex, 16) : decimal ? Number(decimal) : undefined;
    if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    return ENTITIES.get(name) ?? whole;
  });
}

/** Text as XML has it. */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
