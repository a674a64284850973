/**
 * A tree of partitions being written: records wait in a scratch file until all of their partition are there.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { isRemote } from "../../core/remote_path.ts";
import type { FileIdentity, OpenFileSink } from "../../core/sink.ts";
import type { Cell } from "./columns.ts";
import type { ParquetSettings } from "./options.ts";
import type { Shape } from "./shape.ts";
import { Spool } from "./spool.ts";
import type { TableFile } from "./table_file.ts";
import { type Named, Tree } from "./tree.ts";

/** Through a variable: a specifier that stands in the call would be fetched when the program starts. */
const MODULE: string = "./table_file.ts";

/** Opens a tree for one run. */
export function openTree<T>(shape: Shape<T>, settings: ParquetSettings, context: Context): OpenFileSink<T> {
  const { signal, files } = context;
  const tree = new Tree(settings.path, shape, context);
  const spool = new Spool(() => files.scratch());

  return {
    present: () => tree.present(),
    async write(records) {
      for (const record of records) {
        signal.throwIfAborted();
        await spool.add(shape.partition(record), shape.order(record), shape.rows(record));
      }
    },
    async commit(touched) {
      try {
        return await putInPlace(tree, spool, settings, context, touched);
      } finally {
        spool.close();
      }
    },
    abort() {
      spool.close();
      return Promise.resolve();
    },
  };
}

/** Writes the partitions that records came for, removes what is gone, and names the whole in the manifest, last. */
async function putInPlace<T>(
  tree: Tree<T>,
  spool: Spool,
  settings: ParquetSettings,
  context: Context,
  touched: ReadonlySet<string> | undefined,
): Promise<{ files: FileIdentity[]; changed: boolean }> {
  await spool.flush();
  const others = touched ? (await tree.named()).filter(({ path }) => !touched.has(tree.partitionOf(path)!)) : [];
  const named = new Map(others.map((one) => [one.path, one]));
  let changed = false;
  const queue = spool.partitions.values();
  const worker = async () => {
    for (const partition of queue) {
      for (const one of await writePartition(tree, partition, spool, settings, context)) {
        named.set(one.named.path, one.named);
        changed ||= one.changed;
      }
    }
  };
  const width = isRemote(settings.path) ? settings.ioConcurrency : 1;
  await Promise.all(Array.from({ length: width }, worker));
  for (const { path, partition } of await tree.found(true)) {
    if (named.has(path) || touched && !touched.has(partition)) continue;
    await tree.remove(path);
    changed = true;
  }
  const manifest = await tree.write([...named.values()]);
  const identities = [...named.values()].sort((a, b) => a.path < b.path ? -1 : 1).map((
    { path, bytes, sha256 },
  ): FileIdentity => ({ path: tree.full(path), size: bytes, sha256, partition: tree.partitionOf(path) }));
  return { files: [...identities, manifest.file], changed: changed || manifest.changed };
}

async function writePartition<T>(
  tree: Tree<T>,
  partition: string,
  spool: Spool,
  settings: ParquetSettings,
  { files, signal }: Context,
): Promise<{ named: Named; changed: boolean }[]> {
  const { TableFile } = await import(MODULE) as typeof import("./table_file.ts");
  const opened: { path: string; table: TableFile }[] = [];
  const done: { named: Named; changed: boolean }[] = [];
  try {
    for (const { file, columns } of tree.shape.tables(partition)!) {
      const path = `${partition}/${file}`;
      const folder = tree.full(path.slice(0, path.lastIndexOf("/")));
      opened.push({ path, table: await TableFile.create(files, folder, tree.full(path), columns, settings) });
    }
    for await (const rows of spool.values(partition)) {
      signal.throwIfAborted();
      for (const [i, { table }] of opened.entries()) {
        for (const cells of (rows as Cell[][][])[i]) await table.add(cells);
      }
    }
    for (const { path, table } of opened) {
      const { file, changed, rows } = await table.commit();
      done.push({ named: { path, rows, bytes: file.size, sha256: file.sha256 }, changed });
    }
    return done;
  } catch (error) {
    // The first error is the one to tell; a file left over is cleared away by the next run.
    for (const { table } of opened.slice(done.length)) await table.file.abort().catch(() => undefined);
    throw error;
  }
}
