/**
 * Writing changes: what belongs to an entry first, its own document last, so that an entry that is shown is whole.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Change, EntryFailure } from "../../core/sink.ts";
import { carryOut, deleting, type Operation, replacing } from "./bulk.ts";
import { COLLECTIONS, DERIVED_IN, type Kind } from "./collections.ts";
import type { Connection } from "./connection.ts";
import { documentsOf } from "./documents.ts";
import type { MongodbValue } from "./entries.ts";
import { failed } from "./errors.ts";
import { conversationId, derivedId, entryId } from "./ids.ts";

/** An entry that operations are of. */
interface Target {
  unit: string;
  scope: string;
  key: string;
}

/** What the collections hold beside entries' own documents: looked at once, so that nobody deletes what never was. */
interface Beside {
  derived: boolean;
  pieces: Map<Kind, boolean>;
}

/** Writes changes of conversations. */
export class Writer {
  #beside: Promise<Beside> | undefined;

  constructor(readonly connection: Connection, readonly context: Context, readonly most: number) {
    if (connection.created) this.#beside = Promise.resolve({ derived: false, pieces: new Map() });
  }

  /** Resolves when all is durable; gives what the server refused. */
  async write(changes: Change<MongodbValue>[]): Promise<EntryFailure[]> {
    const beside = await (this.#beside ??= this.#look());
    const first: Operation<Target>[] = [];
    const own: Operation<Target>[] = [];
    const last: Operation<Target>[] = [];
    for (const change of changes) {
      for (const { scope, key, fingerprint, value } of change.puts) {
        this.#put({ unit: change.unit, scope, key }, value, fingerprint, change, beside, first, own);
      }
      for (const { scope, key } of change.deletes) this.#delete({ unit: change.unit, scope, key }, beside, first, last);
      own.push(...dated(change));
    }
    const failures: EntryFailure[] = [];
    const dead = new Set<string>();
    for (const operations of [first, own, last]) {
      const left = operations.filter(({ of }) => !dead.has(nameOf(of)));
      for (const { of, error } of await carryOut(this.connection, this.context, byKind(left))) {
        if (!dead.has(nameOf(of))) failures.push({ ...of, error });
        dead.add(nameOf(of));
      }
    }
    return failures;
  }

  #put(
    of: Target,
    value: MongodbValue,
    fingerprint: string,
    { version, exportedAt }: Change,
    beside: Beside,
    first: Operation<Target>[],
    own: Operation<Target>[],
  ): void {
    const made = documentsOf(this.connection.driver, value, fingerprint, this.most);
    const id = made.own.document._id;
    const kept = new Set(made.beside.map(({ document }) => document._id));
    if (beside.derived) first.push(...derivedDeletes(of, id, kept));
    if (beside.pieces.get(made.own.kind) && made.pieces === 0) {
      first.push(deleting(made.own.kind, { continues: id }, of, true));
    } else if (made.pieces > 0) {
      const stale = { continues: id, _id: { $nin: [...kept] } };
      first.push(deleting(made.own.kind, stale, of, true));
      beside.pieces.set(made.own.kind, true);
    }
    for (const { kind, document, bytes } of made.beside) {
      if (kind !== made.own.kind) beside.derived = true;
      first.push(replacing(kind, document, { conversationId: of.scope }, bytes, of));
    }
    const { kind, document, bytes } = made.own;
    const dates = kind === "conversation" ? { version, exportedAt } : {};
    const ours = { conversationId: of.scope, contentHash: { $exists: true } };
    own.push(replacing(kind, { ...document, ...dates }, ours, bytes, of));
  }

  #delete(of: Target, beside: Beside, first: Operation<Target>[], last: Operation<Target>[]): void {
    const id = entryId(of.scope, of.key);
    const kind = of.key === "conversation" ? "conversation" : "message";
    if (beside.derived) first.push(...derivedDeletes(of, id, new Set()));
    if (beside.pieces.get(kind)) first.push(deleting(kind, { continues: id }, of, true));
    last.push(deleting(kind, { _id: id, conversationId: of.scope, contentHash: { $exists: true } }, of));
  }

  async #look(): Promise<Beside> {
    const { db } = this.connection;
    const any = async (kind: Kind, filter: object) =>
      await db.collection(COLLECTIONS[kind]).findOne(filter, { projection: { _id: 1 } }) !== null;
    try {
      const pieces = new Map<Kind, boolean>();
      for (const kind of ["conversation", "message"] as const) {
        pieces.set(kind, await any(kind, { continues: { $exists: true } }));
      }
      return { derived: await any("categories", {}) || await any("translations", {}), pieces };
    } catch (error) {
      this.#beside = undefined;
      throw failed("look at the database", error);
    }
  }
}

/** Derived values that an entry has no more. */
function derivedDeletes(of: Target, id: string, kept: ReadonlySet<string>): Operation<Target>[] {
  const made: Operation<Target>[] = [];
  for (const [name, kind] of DERIVED_IN) {
    const one = derivedId(id, name);
    if (!kept.has(one)) made.push(deleting(kind, { _id: one, conversationId: of.scope }, of));
  }
  return made;
}

/** Version and export time belong to the conversation, also where only a message was written. */
function dated({ unit, version, exportedAt, puts, deletes }: Change<MongodbValue>): Operation<Target>[] {
  if (version === undefined && exportedAt === undefined) return [];
  const written = new Set([...puts, ...deletes].filter(({ key }) => key === "conversation").map(({ scope }) => scope));
  const scopes = new Set([...puts, ...deletes].map(({ scope }) => scope));
  return [...scopes].filter((scope) => !written.has(scope)).map((scope) => ({
    kind: "conversation",
    bytes: 200,
    of: { unit, scope, key: "conversation" },
    write: {
      updateOne: {
        filter: { _id: conversationId(scope), conversationId: scope, contentHash: { $exists: true } },
        update: { $set: { version, exportedAt } },
      },
    },
  }));
}

/** Operations of one collection side by side. */
function byKind(operations: Operation<Target>[]): Operation<Target>[] {
  return operations.toSorted((a, b) => a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0);
}

function nameOf({ scope, key }: Target): string {
  return JSON.stringify([scope, key]);
}
