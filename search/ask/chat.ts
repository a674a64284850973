/**
 * Chat completions of OpenAI and of servers that speak its protocol.
 *
 * @module
 */
import { describe, transience, transient } from "../../core/errors.ts";
import { rateLimits, waitAfterRefusal } from "../../core/http/rate_limits.ts";
import { hiding } from "../../core/secrets.ts";
import { denoHost } from "../../host/deno.ts";
import { type Delta, deltaOf } from "./delta.ts";
import type { PromptMessage } from "./prompt.ts";
import { refusal } from "./refusal.ts";
import { eventData } from "./sse.ts";

/** How a completion is asked for. */
export interface ChatOptions {
  model: string;
  messages: readonly PromptMessage[];
  /** Up to what stands before `/chat/completions`. */
  baseUrl: string;
  apiKey: string | undefined;
  /** How long the server may be silent, milliseconds. */
  timeoutMs: number;
  /** How often it is asked before it is given up. */
  attempts: number;
  signal: AbortSignal | undefined;
}

/** Longest answer that is taken, in UTF-16 units. */
const LONGEST = 2 ** 20;
/** Longest wait between two attempts, milliseconds: somebody is waiting. */
const LONGEST_WAIT = 30_000;

/**
 * The answer, piece by piece. Asks again after passing faults, as long as nothing of an answer has come.
 *
 * @throws {Error} in words: what the server said, and what to do; never with the key
 */
export async function* completion(options: ChatOptions): AsyncGenerator<Delta> {
  const { baseUrl, apiKey, attempts, signal } = options;
  // Some servers take their key in the address, and errors of the network repeat that.
  const hide = hiding([apiKey, ...new URL(baseUrl).searchParams.values()]);
  const { clock, random } = denoHost();
  for (let n = 1;; n++) {
    let begun = false;
    try {
      for await (const delta of attempt(options, hide)) {
        begun = true;
        yield delta;
      }
      return;
    } catch (error) {
      signal?.throwIfAborted();
      const passing = transience(error);
      if (!passing || begun || n >= attempts) throw worded(error, baseUrl, begun, hide);
      const wait = passing.retryAfterMs ?? 500 * 2 ** n * (0.5 + random.next() / 2);
      if (wait > LONGEST_WAIT) throw worded(error, baseUrl, begun, hide);
      await clock.sleep(wait, signal);
    }
  }
}

async function* attempt(options: ChatOptions, hide: (text: string) => string): AsyncGenerator<Delta> {
  const { model, messages, baseUrl, apiKey, timeoutMs, signal } = options;
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const late = new Error(`it was silent for ${timeoutMs / 1000} s; try again, or give it more time (timeoutMs)`);
      silence.abort(transient(late));
    }, timeoutMs);
  };
  heard();
  try {
    const response = await fetch(completionsUrl(baseUrl), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "text/event-stream",
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ model, messages, stream: true }),
      // Followed, a redirection would take the key and the chats wherever it says.
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, silence.signal]) : silence.signal,
    });
    if (!response.ok || !response.body) {
      const wait = waitAfterRefusal(rateLimits(response.headers, denoHost().clock.now()));
      throw refusal(response, hide((await response.text()).slice(0, 20_000)), model, wait);
    }
    yield* deltas(response, response.body, heard);
  } catch (error) {
    // What the timer says is why, whatever came of it.
    throw silence.signal.aborted ? silence.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

async function* deltas(response: Response, body: ReadableStream<Uint8Array>, heard: () => void): AsyncGenerator<Delta> {
  // Some servers do not stream, whatever they are asked.
  if (/^application\/json/i.test(response.headers.get("content-type") ?? "")) {
    const whole = deltaOf(await response.text());
    if (whole) yield whole;
    return;
  }
  let length = 0;
  let ended = false;
  for await (const data of eventData(body)) {
    heard();
    if (data.trim() === "[DONE]") return;
    const delta = deltaOf(data);
    if (!delta) continue;
    length += delta.text.length;
    if (length > LONGEST) throw new Error("its answer does not end");
    if (delta.ended) ended = true;
    if (delta.text !== "" || delta.ended) yield delta;
  }
  if (!ended) throw transient(new Error("its answer broke off"));
}

/** The address with `/chat/completions` behind its path; its query stays. */
function completionsUrl(baseUrl: string): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/chat/completions`;
  url.hash = "";
  return url;
}

function worded(error: unknown, baseUrl: string, begun: boolean, hide: (text: string) => string): Error {
  const why = hide(error instanceof Error ? error.message : describe(error));
  const passing = transience(error);
  // The cause may carry what a server repeated: it is told in words, and not kept.
  const made = new Error(
    `Cannot ask "${hide(baseUrl.replace(/[?#].*$/s, ""))}": ${begun ? `the answer is not whole, ` : ""}${why}`,
  );
  return passing ? transient(made, passing.retryAfterMs) : made;
}
