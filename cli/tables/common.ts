/**
 * Flags and arguments that several commands take.
 *
 * @module
 */
import { checkCount, checkCountOrPercentage } from "../checks.ts";
import type { Argument, Flag } from "../command.ts";

/** An import's folder. */
export const OUT: Flag = {
  name: "out",
  value: "DIR",
  path: "folder",
  summary: "the import's folder",
  default: "./threadloom",
};
/** Exports. */
export const INPUTS: Argument = {
  name: "input",
  summary: "an export: a zip, an unpacked folder, a conversations file, Telegram's result.json",
  required: true,
  many: true,
  path: "file",
};
/** How much may go. */
export const MAX_DELETE: Flag = {
  name: "max-delete",
  value: "N|N%",
  summary: "most entries one store may lose in this run",
  default: "the larger of 100 and 20%",
  check: checkCountOrPercentage,
};
/** How much may fail. */
export const MAX_DEAD: Flag = {
  name: "max-dead-letters",
  value: "N",
  summary: "dead letters allowed before the result counts as partial",
  default: "0",
  check: checkCount,
};
/** Whether edited files may be replaced. */
export const OVERWRITE: Flag = {
  name: "overwrite-edited",
  summary: "write pages and Markdown files again although you have edited them",
};
