/**
 * Checks of runs that do not come to their end.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { FileIdentity } from "../../core/sink.ts";
import type { Check } from "../check.ts";
import { snapshot } from "../snapshot.ts";
import type { SinkOptions } from "./options.ts";
import { sorted, Target } from "./target.ts";

/** Checks of `abort`, of a stopped machine, and of what others see meanwhile. */
export function safetyChecks<T>(): Check<SinkOptions<T>>[] {
  return [
    {
      id: "unseen",
      promise: "shows nothing of a run before its commit",
      async run(options, bench) {
        const target = await Target.of(options, bench);
        const records = target.records();
        const { files } = await (await Target.of(options, bench)).commit([records]);
        const opened = await target.open();
        for (const record of records) await opened.write([record]);
        assert.deepEqual(await target.present(), [], "present() shows files before the first commit");
        await opened.abort();
        const first = await target.commit([records.slice(0, 1)]);
        const next = await target.open();
        await next.write(records);
        assert.deepEqual(await onDisk(target, first.files), sorted(first.files), "files changed before the commit");
        await next.commit();
        assert.equal((await target.present()).length, files.length, "the commit left another number of files");
      },
    },
    {
      id: "abort-keeps",
      promise: "leaves everything as it was when it is aborted",
      async run(options, bench) {
        const target = await Target.of(options, bench);
        const records = target.records();
        await (await target.open()).abort();
        assert.deepEqual(await leftIn(target.folder), [], "an aborted run without records left files");
        for (const count of [1, records.length]) {
          const opened = await target.open();
          await opened.write(records.slice(0, count));
          await opened.abort();
          assert.deepEqual(await leftIn(target.folder), [], "an aborted first run left files");
          assert.deepEqual(await target.present(), [], "an aborted first run is present");
        }
        await target.commit([records.slice(0, 1)]);
        const [before, present] = [await leftIn(target.folder), await target.present()];
        const opened = await target.open();
        await opened.write(records);
        await opened.abort();
        assert.deepEqual(await leftIn(target.folder), before, "an aborted run changed files");
        assert.deepEqual(await target.present(), present, "an aborted run changed what is present");
      },
    },
    {
      id: "aborted-run",
      promise: "ends when the run is aborted, and can be aborted after it",
      async run(options, bench) {
        const target = await Target.of(options, bench);
        const records = target.records();
        await target.commit([records.slice(0, 1)]);
        const present = await target.present();
        const stop = new AbortController();
        const opened = await target.open(bench.context({ signal: stop.signal }));
        await opened.write(records.slice(0, 1));
        stop.abort(new Error("stopped by the check"));
        // It may take the records or refuse them; what counts is that it ends, and what is there afterwards.
        await Promise.resolve(opened.write(records)).catch(() => undefined);
        await opened.abort();
        assert.deepEqual(await target.present(), present, "an aborted run changed what is present");
      },
    },
    {
      id: "stopped-machine",
      promise: "leaves whole files, old or new, wherever the machine stops, and repairs them in the next run",
      applies: ({ inMemory }) => !inMemory,
      async run(options, bench) {
        const model = await Target.of(options, bench);
        const records = model.records();
        const files = bench.files();
        const complete = model.relative((await model.commit([records], bench.context({ files: files.files }))).files);
        assert.ok(files.effects > 0, "it changes the disk without context.files: nothing can be said of a crash");
        for (let stopAt = 1; stopAt <= files.effects; stopAt++) {
          const target = await Target.of(options, bench);
          const before = await target.commit([records.slice(0, 1)]);
          const failing = bench.files();
          failing.stopAt = stopAt;
          await target.commit([records], bench.context({ files: failing.files })).catch(() => undefined);
          for (const { path, ...seen } of target.relative(await onDisk(target, before.files))) {
            const old = target.relative(before.files).find((file) => file.path === path);
            const next = complete.find((file) => file.path === path);
            const whole = [old, next].some((file) => file?.sha256 === seen.sha256);
            assert.ok(whole, `after a stop at effect ${stopAt}, "${path}" is neither the old file nor the new one`);
          }
          const kept = (await onDisk(target, before.files)).length;
          assert.equal(kept, before.files.length, `after a stop at effect ${stopAt} a file is gone`);
          await failing.tidy();
          const after = await target.commit([records]);
          assert.deepEqual(
            target.relative(after.files),
            complete,
            `the run after a stop at effect ${stopAt} leaves other files`,
          );
        }
      },
    },
  ];
}

/** The files of these paths that are there now. */
async function onDisk<T>(target: Target<T>, files: FileIdentity[]): Promise<FileIdentity[]> {
  const found = await Promise.all(files.map(({ path }) => target.onDisk(path)));
  return sorted(found.filter((file) => file !== undefined));
}

/** Files with their hashes: a folder that was made for them may stay. */
async function leftIn(folder: string): Promise<string[]> {
  return (await snapshot(folder)).filter((line) => !line.endsWith("/"));
}
