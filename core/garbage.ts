/**
 * Memory that stays flat however long work goes on.
 *
 * @module
 */

/**
 * With the 20 MB that a thread holds, more than V8 (15.0) lets grow before it collects. Where more is alive it may not be:
 * garbage is then the smaller part.
 */
const PRESSURE_BYTES = 128 * 2 ** 20;
/**
 * So much that V8 (15.0) waits for the whole collection; it takes address space, no memory. More than all real buffers
 * together: by it they are told from what V8 is pressed with.
 */
export const AT_ONCE_BYTES = 2 ** 30;

/**
 * For work that leaves much behind: called with the bytes of what was done, it collects now and then, and all at once.
 * A thread that works without a pause gives V8 no time to collect piece by piece.
 */
export function collector(everyBytes: number): (bytes: number) => void {
  let sum = everyBytes;
  return (bytes) => {
    sum += bytes;
    if (sum < everyBytes) return;
    sum = 0;
    press(AT_ONCE_BYTES);
  };
}

/**
 * Makes V8 collect. There is no way to ask it to, but it counts what lies outside of its heap: a large buffer that is
 * let go at once, and takes no memory as nothing is written to it.
 */
export function press(bytes: number = PRESSURE_BYTES): void {
  try {
    new ArrayBuffer(bytes);
  } catch (error) {
    // Where address space is scarce there is pressure enough.
    if (!(error instanceof RangeError)) throw error;
  }
}
