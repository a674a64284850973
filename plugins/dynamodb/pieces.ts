/**
 * Which pieces of large messages lie in which scope, so that those that nobody refers to any more are deleted.
 *
 * @module
 */
import { inOrder } from "../../core/limit.ts";
import { type Item, textIn } from "./attributes.ts";
import type { Client } from "./client.ts";
import { type ScopeRows, scopeRows } from "./list.ts";

/** What is known of a scope's pieces. */
interface Known {
  /** Name of the set, by `ItemType` of the message it belongs to. */
  sets: Map<string, string>;
  /** `ItemType` of every piece. */
  chunks: Set<string>;
}

/** Most scopes that are remembered to have been looked at: the rest is asked for again. */
const MOST = 20_000;

/** What a write has done to a scope, by `ItemType`. */
export interface Written {
  /** Messages that are in pieces now. */
  kept: (readonly [sortKey: string, item: Item])[];
  /** Messages that were put or deleted. */
  replaced: string[];
}

/** Remembers pieces. */
export class Pieces {
  /** Scopes that were looked at; undefined: there are no pieces. */
  readonly #known = new Map<string, Known | undefined>();
  /** In a store that was created just now: those that hold pieces. */
  readonly #dirty = new Set<string>();
  readonly #client: Client;
  readonly #created: boolean;
  readonly #concurrency: number;

  /** In a store that was created just now only what was written here can be there. */
  constructor(client: Client, created: boolean, concurrency: number) {
    this.#client = client;
    this.#created = created;
    this.#concurrency = concurrency;
  }

  /** Takes note of what a scope was seen to hold. */
  see(scope: string, { sets, chunks }: ScopeRows): void {
    if (this.#known.size >= MOST && !this.#created) this.#known.clear();
    this.#dirty.delete(scope);
    const some = sets.size > 0 || chunks.length > 0;
    if (some) this.#known.set(scope, { sets: new Map(sets), chunks: new Set(chunks) });
    else if (!this.#created) this.#known.set(scope, undefined);
    else this.#known.delete(scope);
  }

  /** Looks at scopes of which nothing is known. */
  async learn(scopes: string[]): Promise<void> {
    const unknown = scopes.filter((scope) => this.#created ? this.#dirty.has(scope) : !this.#known.has(scope));
    const look = async (scope: string): Promise<void> => this.see(scope, await scopeRows(this.#client, scope));
    for await (const _ of inOrder(unknown, this.#concurrency, look));
  }

  /** Notes what was written; gives the `ItemType` of pieces that nobody refers to any more. */
  written(scope: string, { kept, replaced }: Written): string[] {
    const { sets, chunks } = this.#known.get(scope) ?? { sets: new Map<string, string>(), chunks: new Set<string>() };
    for (const sortKey of replaced) sets.delete(sortKey);
    for (const [sortKey, item] of kept) sets.set(sortKey, textIn(item, "ContentChunkSet")!);
    const live = new Set(sets.values());
    const gone = [...chunks].filter((chunk) => !live.has(chunk.split("#")[1]));
    // The names of new pieces are not noted: where there are some, the scope is looked at anew.
    if (kept.length === 0 && gone.length === chunks.size) this.#settle(scope);
    else this.forget(scope);
    return gone;
  }

  /** Has the scope looked at before the next write to it. */
  forget(scope: string): void {
    this.#known.delete(scope);
    if (this.#created) this.#dirty.add(scope);
  }

  #settle(scope: string): void {
    if (this.#created) this.#known.delete(scope);
    else this.#known.set(scope, undefined);
  }
}
