/**
 * File sinks that break one promise each. They are JSONL sinks, changed in one place.
 *
 * @module
 */
import type { FileSink, OpenFileSink } from "../../../core/sink.ts";
import type { SinkOptions } from "../../../conformance/mod.ts";
import { jsonlSink } from "../../../plugins/jsonl/mod.ts";
import { greedySink } from "./greedy.ts";
import { greedy, type Liars, redeclared, unmarked } from "./lie.ts";

interface Note {
  id: string;
  text: string;
}

type Options = SinkOptions<unknown>;
type Opened = OpenFileSink<unknown>;

const make = (folder: string): FileSink<unknown> => jsonlSink({ path: `${folder}/out.jsonl` });

/** An honest sink. */
export const honestSink: Options = {
  make,
  records: Array.from({ length: 9 }, (_, i): Note => ({ id: `note ${i}`, text: `text ${i}` })),
};

type Change = (
  opened: Opened,
  at: { path: string; context: Parameters<FileSink<unknown>["open"]>[0] },
) => Partial<Opened>;

/** A sink that opens as another. */
function opening(change: Change): Options {
  return {
    ...honestSink,
    make(folder) {
      const sink = make(folder);
      const path = `${folder}/out.jsonl`;
      return {
        ...sink,
        async open(context) {
          const opened = await sink.open(context);
          return { ...opened, ...change(opened, { path, context }) };
        },
      };
    },
  };
}

async function removed(path: string): Promise<void> {
  await Deno.remove(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

let counted = 0;

/** By check. */
export const lyingSinks: Liars<Options> = {
  declaration: [
    ["no mark", { ...honestSink, make: (folder) => unmarked(make(folder)) }, /not marked/],
    ["unknown permission", {
      ...honestSink,
      make: (folder) => redeclared(make(folder), { permissions: () => ({ disk: ["all"] }) as never }),
    }, /"disk"/],
  ],
  untouched: [["writes when it is made", {
    ...honestSink,
    make: (folder) => (Deno.writeTextFileSync(`${folder}/out.jsonl`, ""), make(folder)),
  }, /made files/]],
  empty: [[
    "needs a record",
    opening(({ write, commit }) => {
      let count = 0;
      return {
        write: (records) => (count += records.length, write(records)),
        commit: () => count ? commit() : Promise.reject(new Error("Cannot commit: there is nothing")),
      };
    }),
    /there is nothing/,
  ]],
  present: [
    ["shows nothing", opening(() => ({ present: () => Promise.resolve([]) })), /other files than the commit/],
    [
      "counts wrong",
      opening(({ commit }) => ({
        commit: async () => {
          const { files, changed } = await commit();
          return { changed, files: files.map((file) => ({ ...file, size: file.size + 1 })) };
        },
      })),
      /than the disk/,
    ],
  ],
  "same-bytes": [
    [
      "marks batches",
      opening(({ write }) => ({ write: (records) => write([{ batch: true }, ...records]) })),
      /one record a batch/,
    ],
    [
      "marks runs",
      opening(({ write, commit }) => ({
        commit: async () => (await write([{ run: counted++ }]), await commit()),
      })),
      /other bytes/,
    ],
  ],
  unchanged: [
    [
      "says so",
      opening(({ commit }) => ({ commit: async () => ({ ...await commit(), changed: true }) })),
      /something changed/,
    ],
    [
      "writes all the same",
      opening(({ commit }, { path }) => ({
        commit: async () => (await removed(path), { ...await commit(), changed: counted++ % 2 === 0 }),
      })),
      /written again|something changed|nothing changed/,
    ],
  ],
  changed: [[
    "never says so",
    opening(({ commit }) => ({
      commit: async () => ({ ...await commit(), changed: false }),
    })),
    /nothing changed/,
  ]],
  "input-kept": [[
    "signs records",
    opening(({ write }) => ({
      write(records) {
        for (const record of records) Object.assign(record as object, { written: true });
        return write(records);
      },
    })),
    /changed a record/,
  ]],
  partition: [["counts", {
    ...honestSink,
    make: (folder) => Object.assign(make(folder), { partition: () => `${counted++}` }),
  }, /another partition/]],
  engine: [[
    "shows nothing, writes always",
    opening(({ commit }, { path }) => ({
      present: () => Promise.resolve([]),
      commit: async () => (await removed(path), await commit()),
    })),
    /No such file|again|not what they were/,
  ]],
  unseen: [[
    "writes at once",
    opening((_, { path }) => ({
      write: (records) => Deno.writeTextFile(path, JSON.stringify(records), { append: true }),
    })),
    /before the/,
  ]],
  "abort-keeps": [
    ["commits", opening(({ commit }) => ({ abort: async () => void await commit() })), /left files|present/],
    [
      "leaves its draft",
      opening(({ write }, { path }) => ({
        write: async (records) => (await Deno.writeTextFile(`${path}.tmp`, "draft"), await write(records)),
      })),
      /left files/,
    ],
  ],
  "aborted-run": [[
    "waits for ever",
    opening(({ write }, { context }) => ({
      write: (records) => context.signal.aborted ? new Promise(() => {}) : write(records),
    })),
    /never settles/,
  ]],
  "stopped-machine": [
    [
      "removes the old first",
      opening(({ commit }, { path, context: { files } }) => ({
        commit: async () => (await files.remove(path), await commit()),
      })),
      /a file is gone/,
    ],
    [
      "writes past the context",
      opening((opened, { path }) => {
        let text = "";
        const size = (): number => new TextEncoder().encode(text).length;
        return {
          write: (records) => Promise.resolve(void (text += JSON.stringify(records))),
          commit: async () => {
            await Deno.writeTextFile(path, text);
            await opened.abort();
            return { files: [{ path, size: size(), sha256: "" }], changed: true };
          },
        };
      }),
      /without context.files/,
    ],
  ],
  permissions: [["reads the environment", {
    ...honestSink,
    make: () => greedySink({}),
    module: greedy("greedySink"),
  }, /env access/]],
};
