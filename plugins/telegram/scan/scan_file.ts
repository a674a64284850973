/**
 * One pass over a file that parses nothing: where each chat is, and what has to be known of it.
 *
 * @module
 */
import { createHash, type Hash } from "node:crypto";
import { breathe } from "../../../core/breathe.ts";
import type { Context } from "../../../core/context.ts";
import type { ExportFile } from "../input/export_file.ts";
import type { ChatNotes } from "./chat_notes.ts";
import type { ChatRow, Fault, Owner } from "./chat_row.ts";
import { Lexer } from "./lexer.ts";
import { Structure } from "./structure.ts";
import { Window } from "./window.ts";

/** Bytes of a file from which on it is worth to begin with WebAssembly: a folder may hold thousands of small ones. */
const QUICK_BYTES = 128 * 1024;

/** What a file holds. */
export interface Scanned {
  chats: ChatRow[];
  owner?: Owner;
  /** What is no JSON, outside of chats. */
  faults: Fault[];
  /** There were more faults than are told. */
  tooMany: boolean;
}

/** Scans a file of an export. */
export async function scanFile(file: ExportFile, context: Context, seenBytes: number): Promise<Scanned> {
  const structure = new Structure();
  const lexer = new Lexer(structure, new Window(file.size < QUICK_BYTES));
  const hasher = new Hasher();
  lexer.at = file.start;
  let bytes = 0;
  let breathed = context.clock.now();
  for await (const chunk of file.stream(file.start, file.size)) {
    context.signal.throwIfAborted();
    const base = lexer.at;
    hasher.take(lexer.push(chunk, false), base, structure);
    bytes += chunk.length;
    context.progress({ stage: "indexing", bytes: seenBytes + bytes });
    breathed = await breathe(context, breathed);
  }
  const base = lexer.at;
  hasher.take(lexer.push(new Uint8Array(0), true), base, structure);
  structure.end(lexer.at);
  hasher.take(new Uint8Array(0), lexer.at, structure);
  const { chats, owner, faults, tooMany } = structure;
  return { chats, ...(owner ? { owner } : {}), faults, tooMany };
}

/** Hashes the bytes of each chat as they go by. */
class Hasher {
  #of?: ChatNotes;
  #hash?: Hash;

  take(run: Uint8Array, base: number, structure: Structure): void {
    for (const notes of structure.closed) {
      this.#update(notes, run, base, notes.row.end - base);
      notes.row.fingerprint = this.#hash!.digest("hex");
      this.#of = undefined;
    }
    structure.closed.length = 0;
    if (structure.open) this.#update(structure.open, run, base, run.length);
  }

  #update(notes: ChatNotes, run: Uint8Array, base: number, end: number): void {
    if (this.#of !== notes) {
      this.#of = notes;
      this.#hash = createHash("sha256");
    }
    this.#hash!.update(run.subarray(Math.max(0, notes.row.start - base), Math.max(0, end)));
  }
}
