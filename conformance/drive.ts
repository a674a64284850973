/**
 * Uses a plugin once from end to end: what runs in a process that has only the permissions the plugin declares.
 *
 * @module
 */
import type { Context } from "../core/context.ts";
import type { Files } from "../core/host.ts";
import type { FileSink, Store } from "../core/sink.ts";
import type { Source } from "../core/source.ts";
import { denoHost } from "../host/deno.ts";
import { changeOf } from "./store/place.ts";

/** Reads all units and parses each. */
export async function driveSource(source: Source<unknown>, _records: unknown[], stateFolder?: string): Promise<void> {
  const opened = await source.open(contextHere(stateFolder));
  try {
    for await (const { units } of opened.read()) for (const unit of units) await unit.parse();
  } finally {
    await opened.close();
  }
}

/** Writes records, commits, and looks at what is there. */
export async function driveSink(sink: FileSink<unknown>, records: unknown[], stateFolder?: string): Promise<void> {
  const opened = await sink.open(contextHere(stateFolder));
  await opened.write(records);
  await opened.commit();
  await (await sink.open(contextHere(stateFolder))).present();
}

/** Makes the store, writes records, opens it again, lists, checks and deletes. */
export async function driveStore(store: Store<unknown>, records: unknown[], stateFolder?: string): Promise<void> {
  const changes = records.map((record, i) => changeOf(store, record, String((record as { id?: unknown })?.id ?? i)));
  await use(store, stateFolder, async (opened) => {
    const failures = await opened.write(changes) ?? [];
    if (failures.length > 0) throw failures[0].error;
    await opened.finish?.();
  });
  await use(store, stateFolder, async (opened) => {
    for await (const _ of opened.listAll());
    for await (const _ of opened.check?.() ?? []);
    const deletes = changes.map(({ unit, puts }) => ({ unit, puts: [], deletes: puts }));
    const failures = await opened.write(deletes) ?? [];
    if (failures.length > 0) throw failures[0].error;
    await opened.finish?.();
  });
}

async function use(
  store: Store<unknown>,
  stateFolder: string | undefined,
  work: (opened: NonNullable<Awaited<ReturnType<Store<unknown>["open"]>>>) => Promise<void>,
): Promise<void> {
  const opened = await store.open(contextHere(stateFolder), { create: true });
  if (!opened) throw new Error(`Cannot open "${store.name}": it made no store, expected one with create: true`);
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}

/** As the engine gives it: scratch files lie in the state folder. */
function contextHere(stateFolder: string | undefined): Context {
  const { files, clock, random, locks } = denoHost();
  const scratch: Files["scratch"] = (folder) => files.scratch(folder ?? stateFolder);
  return {
    signal: new AbortController().signal,
    log: { debug() {}, info() {}, warn() {} },
    count() {},
    progress() {},
    effect() {},
    files: {
      ...files,
      scratch,
      open: (path) => files.open(path, scratch),
      create: (path, secret) => files.create(path, secret, scratch),
    },
    ...(stateFolder === undefined ? {} : { stateFolder }),
    clock,
    random,
    locks,
  };
}
