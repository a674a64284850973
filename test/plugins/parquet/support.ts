/** Trees of Parquet files, looked at from outside. */
import { createHash } from "node:crypto";
import { DuckDBInstance } from "../../../deps/duckdb.ts";
import type { Conversation, Message } from "../../../core/conversation.ts";

/** Every file below a folder with its hash and time of change, and every folder that is empty. */
export async function treeOf(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const open = [""];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    let entries = 0;
    for await (const { name, isDirectory } of Deno.readDir(`${folder}/${at}`)) {
      entries++;
      if (isDirectory) {
        open.push(`${at}${name}/`);
        continue;
      }
      const bytes = await Deno.readFile(`${folder}/${at}${name}`);
      const { mtime, ino } = await Deno.stat(`${folder}/${at}${name}`);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      found.set(at + name, `${sha256} ${ino} ${mtime?.getTime()}`);
    }
    if (entries === 0) found.set(at, "empty");
  }
  return new Map([...found].sort(([a], [b]) => a < b ? -1 : 1));
}

/** Names of the files that differ between two looks, or are in one of them alone. */
export function changed(before: Map<string, string>, after: Map<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}

/** Hashes alone: what two trees have in common that were written at other times. */
export function contents(tree: Map<string, string>): [string, string][] {
  return [...tree].map(([name, facts]) => [name, facts.split(" ")[0]]);
}

/** Rows of a query, as JSON values. */
export async function query(sql: string): Promise<{ [column: string]: unknown }[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export const AT = Date.UTC(2025, 2, 1, 12);
export const DAY = 86_400_000;

/** A conversation that began on a day, counted from the first of March 2025. */
export function talk(id: string, day: number, more: Partial<Conversation> = {}): Conversation {
  const createdAt = AT + day * DAY;
  const messages = ["user", "assistant"].map((role, i): Message => ({
    id: `${id}-${i}`,
    ...i === 0 ? {} : { parentId: `${id}-0` },
    role: role as Message["role"],
    createdAt: createdAt + i * 60_000,
    parts: [{ type: "text", text: `Message ${i} of ${id}` }],
    metadata: {},
  }));
  return {
    id,
    source: "test",
    title: `Talk ${id}`,
    createdAt,
    participants: [{ id: "u1", role: "user" }],
    messages,
    branches: [],
    assets: [],
    metadata: { appId: "app", userId: "u1", status: "open" },
    ...more,
  };
}
