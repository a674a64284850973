/**
 * What can be wrong with an input, in one class with a reason that programs can ask for.
 *
 * @module
 */

/** Why something in an input cannot be read, or not be trusted. */
export type InputFault =
  /** The archive's directory is missing, cut or contradicts itself. */
  | "directory"
  /** No member begins where the directory says, or it begins under another name. */
  | "header"
  /** A name that leads elsewhere: `../`, absolute, a drive, a backslash, a NUL; empty or too long. */
  | "name"
  /** A symbolic link, a pipe, a device. */
  | "link"
  /** A name that an earlier member has, also in another case or normal form. */
  | "duplicate"
  /** Its bytes run into those of another member. */
  | "overlap"
  | "encrypted"
  /** Compressed by a method other than deflate. */
  | "method"
  /** Its size is not the one its archive says. */
  | "size"
  /** Its CRC-32 is not the one its archive says. */
  | "checksum"
  /** Its compressed bytes make no sense. */
  | "data"
  /** The archive ends inside it. */
  | "cut"
  /** Beyond one of the limits. */
  | "limit"
  /** Announced by the export, and not there. */
  | "missing";

/** Something in an input is damaged, hostile or beyond a limit. */
export class InputError extends Error {
  override name = "InputError";
  readonly fault: InputFault;

  constructor(fault: InputFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

// Control characters and those that turn the direction of text: a name must not paint on a terminal.
// deno-lint-ignore no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A name from an input, fit for a message: in quotes, without control characters, at most 200 characters. */
export function quote(name: string): string {
  const shown = name.toWellFormed().replace(UNPRINTABLE, "\ufffd");
  return `"${shown.length > 200 ? shown.slice(0, 200) + "…" : shown}"`;
}
