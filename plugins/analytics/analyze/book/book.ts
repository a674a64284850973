/**
 * Conversations in numbers, kept one by one: what has changed is known, and reports need read nothing else.
 *
 * @module
 */
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { digest } from "../../../../core/fingerprint.ts";
import type { Summary } from "../summary.ts";
import type { Zone } from "../zone.ts";
import { prepareRows } from "../../../../core/sqlite/rows.ts";
import { asBytes, asText } from "./text.ts";

/** What is shown of one conversation. */
export interface Shown {
  id: string;
  fingerprint: string;
}

/** The conversations of an analysis. Whoever calls it begins and commits transactions. */
export interface Book {
  /** Keeps a conversation, in the place of what was kept by that id. */
  put(id: string, fingerprint: string, summary: Summary): void;
  /** Takes one away, where it is. */
  remove(id: string): void;
  /** The number of a conversation, and the fingerprint it was kept with. */
  find(id: string): { number: number; fingerprint: string } | undefined;
  /** All of them; with `check` those whose row is not as it was written show another fingerprint. */
  all(check?: boolean): Generator<Shown>;
  /** Takes away those for which `stays` says no, by their numbers. */
  sweep(stays: (number: number) => boolean): void;
}

/** Conversations that are listed at once: nothing is open between two of them, so writes may come in between. */
const PAGE = 500;

/** The conversations in a database. */
export function openConversations(database: DatabaseSync, zone: Zone): Book {
  const byId = prepareRows(database, "select number, fingerprint, day, user from summaries where id = ?");
  const after = prepareRows(
    database,
    "select number, id, fingerprint, sum, day, user, summary from summaries where number > ? order by number limit ?",
  );
  const put = database.prepare(
    `insert into summaries (id, fingerprint, sum, day, user, summary) values (?, ?, ?, ?, ?, ?)
    on conflict (id) do update set fingerprint = excluded.fingerprint, sum = excluded.sum, day = excluded.day,
    user = excluded.user, summary = excluded.summary`,
  );
  const remove = database.prepare("delete from summaries where number = ?");
  const addUser = database.prepare("insert or ignore into users (name) values (?)");
  const userOf = prepareRows(database, "select number from users where name = ?");
  const markDay = database.prepare("insert or ignore into changed_days (day) values (?)");
  const markUser = database.prepare("insert or ignore into changed_users (user) values (?)");

  const mark = (day: SQLOutputValue, user: SQLOutputValue): void => {
    if (day !== null) markDay.run(day);
    if (user !== null) markUser.run(user);
  };
  const numberOf = (user: string): number => {
    const name = asBytes(user);
    const known = userOf.get(name);
    if (known) return known[0] as number;
    addUser.run(name);
    return userOf.get(name)![0] as number;
  };
  const drop = ([number, , day, user]: SQLOutputValue[]): void => {
    mark(day, user);
    remove.run(number);
  };
  function* pages(): Generator<SQLOutputValue[]> {
    for (let page = after.all(0, PAGE); page.length > 0; page = after.all(page.at(-1)![0], PAGE)) yield* page;
  }

  return {
    put(id, fingerprint, summary) {
      const key = asBytes(id);
      const before = byId.get(key);
      if (before) mark(before[2], before[3]);
      const day = summary.at === undefined ? null : zone.place(summary.at).day;
      const user = summary.user === undefined ? null : numberOf(summary.user);
      mark(day, user);
      const text = JSON.stringify(summary);
      put.run(key, fingerprint, sumOf(id, fingerprint, day, user, text), day, user, text);
    },
    remove(id) {
      const found = byId.get(asBytes(id));
      if (found) drop(found);
    },
    find(id) {
      const found = byId.get(asBytes(id));
      return found && { number: found[0] as number, fingerprint: found[1] as string };
    },
    *all(check = false) {
      for (const [, key, fingerprint, sum, day, user, text] of pages()) {
        const id = asText(key);
        const sound = !check || sum === sumOf(id, fingerprint as string, day, user, text as string);
        yield { id, fingerprint: sound ? fingerprint as string : `changed from ${fingerprint}` };
      }
    },
    sweep(stays) {
      for (const [number, , fingerprint, , day, user] of pages()) {
        if (!stays(number as number)) drop([number, fingerprint, day, user]);
      }
    },
  };
}

function sumOf(id: string, fingerprint: string, day: SQLOutputValue, user: SQLOutputValue, text: string): string {
  return digest(JSON.stringify([id.toWellFormed(), fingerprint, day, user, text]));
}
