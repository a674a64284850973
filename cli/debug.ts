/**
 * Whether stack traces are wanted.
 *
 * @module
 */

/** True when the environment asks for them (`THREADLOOM_DEBUG=1`), if it may be asked: the question needs no permission. */
export function wantsDebug(): boolean {
  const variable = "THREADLOOM_DEBUG";
  const asked = Deno.permissions.querySync({ name: "env", variable });
  return asked.state === "granted" && !["", "0", undefined].includes(Deno.env.get(variable));
}
