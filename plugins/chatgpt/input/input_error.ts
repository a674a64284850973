/**
 * What can be wrong with an input, in one class with a reason that programs can ask for.
 *
 * @module
 */
export { quote } from "../../../core/quote.ts";

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
