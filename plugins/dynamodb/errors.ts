/**
 * What the server answers when it does not do what it was asked.
 *
 * @module
 */
import { transient } from "../../core/errors.ts";

/** An answer of DynamoDB that is an error. */
export class DynamodbError extends Error {
  override name = "DynamodbError";
  /** The service's own name of it, without its namespace: `ValidationException`. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;

  constructor(message: string, { code, status, cause }: { code: string; status: number; cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
  }
}

/** Names that say: later. */
const LATER = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "RequestLimitExceeded",
  "InternalServerError",
  "InternalFailure",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "TransactionInProgressException",
  "LimitExceededException",
  "ReplicatedWriteConflictException",
]);

/** An error of an answer, marked where it is worth another try. */
export function errorOf(operation: string, table: string, status: number, text: string): DynamodbError {
  const { code, message } = readError(status, text);
  const error = new DynamodbError(
    `Cannot ${verbOf(operation)} table "${table}": ${code} (HTTP ${status})${message ? `: ${message}` : ""}${
      hintOf(code)
    }`,
    { code, status },
  );
  return status >= 500 || status === 429 || LATER.has(code) ? transient(error) : error;
}

/** True when the request was too much at once: a smaller one may pass, the same one never will. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof DynamodbError && error.status === 413;
}

/** True when some item of the request is refused, whoever sends it. */
export function isRefused(error: unknown): boolean {
  return error instanceof DynamodbError &&
    (error.code === "ValidationException" || error.code === "ItemCollectionSizeLimitExceededException" ||
      error.code === "SerializationException");
}

/** Whether an error has this name. */
export function isCode(error: unknown, ...codes: string[]): error is DynamodbError {
  return error instanceof DynamodbError && codes.includes(error.code);
}

function readError(status: number, text: string): { code: string; message: string } {
  if (status === 413) return { code: "RequestTooLarge", message: "the server takes less at once" };
  try {
    const { __type, message, Message } = JSON.parse(text) as Record<string, unknown>;
    const said = typeof message === "string" ? message : typeof Message === "string" ? Message : "";
    const type = typeof __type === "string" ? __type : "";
    return { code: type.slice(type.lastIndexOf("#") + 1) || "an error without a name", message: said.slice(0, 500) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { code: "an answer that is no JSON", message: "" };
  }
}

function verbOf(operation: string): string {
  if (/^(Batch)?Write|^Put|^Update|^Delete/.test(operation)) return "write to";
  return operation.startsWith("Create") ? "make" : "read";
}

function hintOf(code: string): string {
  if (code === "AccessDeniedException") return "; expected a policy that allows it";
  if (code === "UnrecognizedClientException" || code === "InvalidSignatureException") {
    return "; expected credentials that the server knows";
  }
  if (code === "ExpiredTokenException") return "; expected credentials that still hold: sign in again";
  return "";
}
