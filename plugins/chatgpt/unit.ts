/**
 * One conversation as a unit: parsed only when something needs its content.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import { parseJson } from "../../core/json/parse.ts";
import type { Position, Unit } from "../../core/source.ts";
import { type Drop, drop } from "../../core/transform.ts";
import { mapConversation, reasonToDrop } from "./conversation/map.ts";
import { attachMedia } from "./media/attach.ts";
import { readSlice } from "./slices.ts";
import type { TableRow } from "./rows.ts";
import type { Table, TableFile } from "./table.ts";

/** Bytes that a dead letter shows at most. */
const RAW_BYTES = 8000;

/** A conversation of a scanned export; `bytes` where they are at hand. */
export class ConversationUnit implements Unit<Conversation> {
  /** What is kept of the bytes once they were parsed. */
  private head?: Uint8Array;

  #rank?: Promise<number[]>;

  constructor(
    readonly table: Table,
    readonly scanned: TableFile,
    readonly row: TableRow,
    readonly count: (name: string, n?: number) => void,
    private slice?: Uint8Array<ArrayBuffer>,
  ) {}

  get key(): string {
    return this.row.key;
  }
  get version(): number | undefined {
    return this.row.version;
  }
  get exportedAt(): number | undefined {
    return this.scanned.exportedAt;
  }
  get account(): string | undefined {
    return this.table.input.account;
  }
  get fingerprint(): string {
    const { fingerprint, media } = this.row;
    return media === undefined ? fingerprint : `${fingerprint}+${media}`;
  }
  get bytes(): number {
    return this.row.end - this.row.start;
  }
  get position(): Position {
    const { start, end, index } = this.row;
    return { ...this.scanned.file.position, range: [start, end], index };
  }

  async parse(): Promise<Conversation[] | Drop> {
    const bytes = await this.#bytes();
    // The unit lives on until its records are written; its bytes, which lie among many others, need not.
    this.head ??= this.slice?.slice(0, RAW_BYTES);
    this.slice = undefined;
    const raw = parseJson(bytes);
    const reason = reasonToDrop(raw);
    if (reason !== undefined) return drop(reason);
    const conversation = mapConversation(raw, { count: this.count });
    const index = await this.table.media?.();
    if (index !== undefined) {
      attachMedia(conversation, index, { bytes, account: this.table.input.account, count: this.count });
    }
    const { file, entry, range } = this.position;
    conversation.origin = { file: file ?? "", range, sha256: this.row.fingerprint };
    if (entry !== undefined) conversation.origin.entry = entry;
    return [conversation];
  }

  /** More nodes first, then the richer form: the slim one, without `children`, has lost most fields. */
  rank(): Promise<number[]> {
    return this.#rank ??= this.#bytes().then(rankOf);
  }

  raw(): string {
    const bytes = this.slice?.subarray(0, RAW_BYTES) ?? this.head;
    return bytes ? new TextDecoder().decode(bytes) : "";
  }

  async #bytes(): Promise<Uint8Array> {
    return this.slice ?? await readSlice(this.scanned, this.row, this.table.disk);
  }
}

function rankOf(bytes: Uint8Array): number[] {
  let raw: unknown;
  try {
    raw = parseJson(bytes);
  } catch {
    return []; // A broken copy never wins over a whole one; its fault is told when it is the only one.
  }
  const mapping = (raw as { mapping?: unknown } | null)?.mapping;
  if (typeof mapping !== "object" || mapping === null) return [];
  const nodes = Object.values(mapping);
  const classic = nodes.filter((node) => typeof node === "object" && node !== null && "children" in node).length;
  return [nodes.length, classic];
}
