/**
 * Checks of the files a sink leaves.
 *
 * @module
 */
import assert from "node:assert/strict";
import { from } from "../../core/chain.ts";
import { memorySource } from "../../plugins/memory/source.ts";
import type { Check } from "../check.ts";
import { madeOf } from "../declaration.ts";
import { driveWith } from "../permissions.ts";
import { copyOf, filesIn, snapshot } from "../snapshot.ts";
import type { SinkOptions } from "./options.ts";
import { sorted, Target } from "./target.ts";

/** Checks of `write`, `commit` and `present`. */
export function commitChecks<T>(): Check<SinkOptions<T>>[] {
  return [
    {
      id: "untouched",
      promise: "touches nothing before it is opened",
      async run(options, bench) {
        const { folder } = await Target.of(options, bench);
        assert.deepEqual(await snapshot(folder), [], "making it made files");
      },
    },
    {
      id: "empty",
      promise: "commits a run without records",
      async run(options, bench) {
        const target = await Target.of(options, bench);
        const { files } = await target.commit([]);
        assert.deepEqual(await target.present(), sorted(files), "present() shows other files than the commit left");
        assert.equal((await target.commit([[]])).changed, false, "an empty batch makes another file than none");
      },
    },
    {
      id: "present",
      promise: "says truly which files it left, and which are gone",
      async run(options, bench) {
        const target = await Target.of(options, bench);
        assert.deepEqual(await target.present(), [], "present() shows files before the first run");
        const { files, changed } = await target.commit([target.records()]);
        assert.equal(changed, true, "the first commit says that nothing changed");
        assert.ok(files.length > 0, "a commit with records left no file");
        for (const file of files) {
          const { path, size, sha256 } = file;
          assert.deepEqual(
            await target.onDisk(path),
            { path, size, sha256 },
            "commit() says something else than the disk",
          );
        }
        assert.deepEqual(await target.present(), sorted(files), "present() shows other files than the commit left");
        if (options.inMemory) return;
        await Deno.remove(files[0].path);
        assert.deepEqual(await target.present(), sorted(files.slice(1)), "present() shows a file that was deleted");
      },
    },
    {
      id: "same-bytes",
      promise: "gives the same bytes for the same records, wherever batches end",
      async run(options, bench) {
        const target = await Target.of(options, bench);
        const records = target.records();
        const middle = Math.ceil(records.length / 2);
        const cuts: T[][][] = [
          [records],
          records.map((record) => [record]),
          [[], records.slice(0, middle), [], records.slice(middle), []],
        ];
        const left = [];
        for (const batches of cuts) {
          const one = await Target.of(options, bench);
          left.push(one.relative((await one.commit(batches)).files));
        }
        assert.deepEqual(left[1], left[0], "one record a batch gives other bytes than one batch");
        assert.deepEqual(left[2], left[0], "empty batches between give other bytes");
        const again = await Target.of(options, bench);
        const copies = again.relative((await again.commit([records.map(copyOf)])).files);
        assert.deepEqual(copies, left[0], "equal records give other bytes");
      },
    },
    {
      id: "unchanged",
      promise: "leaves files alone whose bytes would be the same, and says so",
      async run(options, bench) {
        const target = await Target.of(options, bench);
        const records = target.records();
        const first = await target.commit([records]);
        const before = await stamps(target);
        const second = await target.commit([records]);
        assert.equal(second.changed, false, "a commit of the same bytes says that something changed");
        assert.deepEqual(sorted(second.files), sorted(first.files), "a commit of the same bytes names other files");
        assert.deepEqual(
          await stamps(target),
          before,
          "the same bytes were written again",
        );
      },
    },
    {
      id: "changed",
      promise: "writes files again when records are others, fewer or none",
      async run(options, bench) {
        const target = await Target.of(options, bench);
        const records = target.records();
        const first = await target.commit([records]);
        for (const fewer of [records.slice(0, 1), records, []]) {
          const { files, changed } = await target.commit([fewer]);
          assert.equal(changed, true, "a commit of other records says that nothing changed");
          assert.deepEqual(await target.present(), sorted(files), "present() shows other files than the commit left");
        }
        const { files } = await target.commit([records]);
        assert.deepEqual(sorted(files), sorted(first.files), "what was written in between shows in the files");
      },
    },
    {
      id: "input-kept",
      promise: "leaves the records it is given as they were",
      async run(options, bench) {
        const target = await Target.of(options, bench);
        const records = target.records();
        const before = records.map(copyOf);
        await target.commit([records]);
        assert.deepEqual(records, before, "write() or commit() changed a record, or the list of them");
      },
    },
    {
      id: "partition",
      promise: "puts a record into the same partition each time it is asked",
      async run(options, bench) {
        const target = await Target.of(options, bench);
        const { sink } = target;
        if (!sink.partition) return;
        for (const record of target.records()) {
          const partition = sink.partition(record);
          assert.equal(typeof partition, "string", `a record's partition is ${String(partition)}, expected a text`);
          assert.equal(sink.partition(copyOf(record)), partition, "an equal record has another partition");
        }
      },
    },
    {
      id: "engine",
      promise: "is left alone by a second run, and written again when its files are gone",
      async run(options, bench) {
        const target = await Target.of(options, bench);
        const units = target.records().map((value, i) => ({ key: `unit ${i}`, value }));
        const pipeline = from(memorySource<T>({ units })).to(target.sink);
        const { engine, options: settings } = await bench.engine();
        const first = await engine.run(pipeline, settings);
        assert.equal(first.status, "ok", `the first run is ${first.status}: ${JSON.stringify(first.notes)}`);
        const [left, before] = [await snapshot(target.folder), await stamps(target)];
        await engine.run(pipeline, settings);
        assert.deepEqual(await stamps(target), before, "a second run wrote the files again");
        for (const path of await filesIn(target.folder)) await Deno.remove(path);
        await engine.run(pipeline, settings);
        assert.deepEqual(
          await snapshot(target.folder),
          left,
          "deleted files are not what they were after the next run",
        );
      },
    },
    {
      id: "permissions",
      promise: "works with just the permissions it declares",
      applies: ({ module }) => module !== undefined,
      async run(options, bench) {
        const target = await Target.of(options, bench);
        const { declaration, options: made } = madeOf(target.sink);
        const drive = { folder: target.folder, drive: "driveSink", records: target.records() };
        await driveWith(declaration.permissions(made), options.module!, drive);
      },
    },
  ];
}

/** What tells that files are the very ones they were: node and time of each in the folder. */
async function stamps<T>({ folder }: Target<T>): Promise<unknown[]> {
  return await Promise.all((await filesIn(folder)).map(async (path) => {
    const { ino, mtime } = await Deno.stat(path);
    return [path, ino, mtime?.getTime()];
  }));
}
