/**
 * What the driver throws, as errors that hold no document and no password.
 *
 * The driver's errors carry the operations that failed, with the text of messages in them: neither they nor their causes
 * are handed on.
 *
 * @module
 */
import { transient } from "../../core/errors.ts";

/** Codes after which the same operation may succeed: not the primary any more, shutting down, a conflict, throttled. */
const AGAIN = new Set([
  6,
  7,
  24,
  50,
  64,
  89,
  91,
  112,
  134,
  189,
  262,
  9001,
  10107,
  11600,
  11602,
  13388,
  13435,
  13436,
  16500,
]);
const LABELS = ["RetryableWriteError", "TransientTransactionError", "SystemOverloadedError", "NetworkError"];

/** What the codes mean that are met in practice. */
const MEANING: { readonly [code: number]: string } = {
  13: "the user may not do this",
  18: "user or password is wrong",
  112: "another write is in the way",
  121: "a rule of the collection refuses it",
  10334: "it is larger than the server takes",
  11000: "an entry that this store did not write stands there",
};

/** The parts of an error of the driver that are looked at. */
interface Thrown {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  codeName?: unknown;
  hasErrorLabel?: (label: string) => boolean;
}

/** The error for one operation that the server refused. */
export function refused(what: string, code: number): Error {
  const error = new Error(
    `Cannot ${what}: MongoDB refuses it, ${MEANING[code] ?? "see its documentation"} (code ${code})`,
  );
  return AGAIN.has(code) ? transient(error) : error;
}

/** The error for anything the driver has thrown. */
export function failed(what: string, thrown: unknown): Error {
  const { name, message, code, codeName, hasErrorLabel } = (thrown ?? {}) as Thrown;
  const kind = typeof name === "string" ? name : "Error";
  if (typeof code === "number") {
    const known = MEANING[code] ?? (typeof codeName === "string" ? codeName : "see its documentation");
    const error = new Error(`Cannot ${what}: MongoDB refuses it, ${known} (code ${code})`);
    return AGAIN.has(code) || labelled(hasErrorLabel, thrown) ? transient(error) : error;
  }
  const network = /Network|ServerSelection|PoolCleared|PoolClosed|Topology|NotConnected|Timeout|CursorTimeout/.test(
    kind,
  );
  // A network's words hold host and port, never the credentials; others may hold anything.
  const words = network && typeof message === "string" ? `: ${message.split("\n")[0].slice(0, 200)}` : "";
  const error = new Error(`Cannot ${what}: ${kind}${words}`);
  return network || labelled(hasErrorLabel, thrown) ? transient(error) : error;
}

function labelled(ask: Thrown["hasErrorLabel"], thrown: unknown): boolean {
  return typeof ask === "function" && LABELS.some((label) => ask.call(thrown, label));
}
