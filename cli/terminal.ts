/**
 * Standard output and standard error.
 *
 * @module
 */

/** Where a command writes. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** True unless the environment asks for no colours. */
  readonly colors: boolean;
  /** Columns. */
  width(): number;
  /** Milliseconds that only grow. */
  now(): number;
}

/** The process's own. What is written after a reader has gone (`| head`) is let go. */
export function denoTerminal(): Terminal {
  return {
    out: writer(Deno.stdout),
    err: writer(Deno.stderr),
    outIsTerminal: Deno.stdout.isTerminal(),
    errIsTerminal: Deno.stderr.isTerminal(),
    colors: !Deno.noColor,
    width: () => {
      try {
        return Deno.consoleSize().columns || 80;
      } catch {
        // There is a terminal that does not say its size, or none: 80 columns are what every one has.
        return 80;
      }
    },
    now: () => performance.now(),
  };
}

function writer(stream: { writeSync(bytes: Uint8Array): number }): (text: string) => void {
  const encoder = new TextEncoder();
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let gone = false;
  return (text) => {
    let rest = encoder.encode(text);
    while (rest.length > 0 && !gone) {
      try {
        rest = rest.subarray(stream.writeSync(rest));
      } catch (error) {
        if (error instanceof Deno.errors.BrokenPipe) gone = true;
        else if (error instanceof Deno.errors.WouldBlock) Atomics.wait(pause, 0, 0, 5);
        else throw error;
      }
    }
  };
}
