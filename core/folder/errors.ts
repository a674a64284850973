/**
 * Why a file is left alone.
 *
 * @module
 */

/** A file of the store that its owner changed: it is neither overwritten nor removed, unless forced. */
export class EditedByOwnerError extends Error {
  override name = "EditedByOwnerError";

  constructor(verb: "write" | "remove", path: string) {
    super(
      `Cannot ${verb} "${path}": its owner edited it after it was written, expected it as written; ` +
        "keep the edit under another name, or force it with --overwrite-edited (option overwriteEdited)",
    );
  }
}

/** Something the store did not write stands at a file's name. */
export class ForeignFileError extends Error {
  override name = "ForeignFileError";

  constructor(path: string, what: string) {
    super(`Cannot write "${path}": ${what} stands there, expected a free name: move it away`);
  }
}
