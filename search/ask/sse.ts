/**
 * Server-sent events, as far as chat completions use them.
 *
 * @module
 */

/** Longest line that is taken, in UTF-16 units: more is no event. */
const LONGEST = 4 * 2 ** 20;

/**
 * The data of each event of a stream. Lines end with LF, CR LF or CR; several `data:` lines of one event are joined by
 * a line feed; comments and other fields are left out.
 *
 * @throws {Error} when a line is longer than 4 MB
 */
export async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  const reader = body.getReader();
  try {
    for (let ended = false; !ended;) {
      const { done, value } = await reader.read();
      ended = done;
      rest += value ? decoder.decode(value, { stream: true }) : decoder.decode();
      // A carriage return at the end may be the first half of CR LF.
      const whole = ended ? rest.length : Math.max(rest.lastIndexOf("\n"), rest.lastIndexOf("\r", rest.length - 2)) + 1;
      if (rest.length - whole > LONGEST) throw new Error("a line of the answer is longer than 4 MB");
      const lines = rest.slice(0, whole).split(/\r\n|\n|\r/);
      rest = rest.slice(whole);
      if (!ended) lines.pop();
      for (const line of lines) {
        if (line === "") {
          if (data.length > 0) yield data.join("\n");
          data = [];
        } else if (line.startsWith("data:")) data.push(line.slice(line.charAt(5) === " " ? 6 : 5));
      }
    }
    // The last event may lack its empty line: what it says counts all the same.
    if (data.length > 0) yield data.join("\n");
  } finally {
    // Stopped early, or failed: the connection is of no use any more. It may be gone already.
    await reader.cancel().catch(() => undefined);
  }
}
