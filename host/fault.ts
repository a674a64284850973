/**
 * Errors of the file system, in words.
 *
 * @module
 */

/** `Cannot <verb> "<path>": <what the system says>`, with the system's error as its cause. */
export function fault(verb: string, path: string, cause: unknown): Error {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new Error(`Cannot ${verb} "${path}": ${said}`, { cause });
}

/** True where the error says that there is nothing at a path. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

/** True where the program was not given the permission. */
export function isForbidden(error: unknown): boolean {
  return error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied;
}
