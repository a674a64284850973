/**
 * Telling a process from another one that was given its number later.
 *
 * @module
 */

/**
 * What stays the same while a process lives, and differs for the next one of that number: when it was started.
 * Undefined when there is no such process, or when it has ended and only nobody has asked for its result yet.
 */
export function processMark(pid: number): string | undefined {
  return Deno.build.os === "linux" ? markOfLinux(pid) : markOfPs(pid);
}

function markOfLinux(pid: number): string | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || (error as { code?: string }).code === "ESRCH") return undefined;
    throw error;
  }
  // The name stands in parentheses and may hold anything; state and, nineteen fields on, the start time follow it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
}

function markOfPs(pid: number): string | undefined {
  const { stdout } = new Deno.Command("ps", { args: ["-o", "stat=,lstart=", "-p", String(pid)] }).outputSync();
  const [, state, started] = /^\s*(\S+)\s+(.*\S)/.exec(new TextDecoder().decode(stdout)) ?? [];
  return state === undefined || state.startsWith("Z") ? undefined : started;
}
