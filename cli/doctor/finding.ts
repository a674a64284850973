/**
 * What a check of `threadloom doctor` found.
 *
 * @module
 */
import type { ImportFolder } from "../import/folder.ts";

/** One thing that was looked at. */
export interface Finding {
  check: string;
  state: "ok" | "warning" | "wrong";
  says: string;
  /** What to do; only where something is to be done. */
  todo?: string;
}

/** Looks at one thing; never throws for what it looks for. */
export type Check = (folder: ImportFolder) => Promise<Finding[]>;

/** An error's message, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
