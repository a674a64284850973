/**
 * Stores that break one promise each: writing, listing, and whole runs.
 *
 * @module
 */
import type { Store } from "../../../core/sink.ts";
import { memoryStore } from "../../../plugins/memory/mod.ts";
import { greedyStore } from "./greedy.ts";
import { greedy, type Liars } from "./lie.ts";
import { honestStore, listed, opening, type Options } from "./store.ts";

const unwritable: Options["unwritable"] = () => ({ id: "bad", text: "bad", tags: [] });

/** A store that does something to the scopes it is given. */
function named(change: (name: string) => string): Options {
  return opening(({ write }) => ({
    async write(changes) {
      for (const { puts, ...rest } of changes) {
        await write([{
          ...rest,
          puts: puts.map((put) => ({ ...put, scope: change(put.scope) })),
        }]);
      }
    },
  }), { records: undefined });
}

/** By check. */
export const lyingWrites: Liars<Options> = {
  list: [
    ["lists everything", opening((opened) => ({ list: () => opened.listAll() })), /too many/],
    ["loses one", opening(({ list }) => ({ list: (scopes) => list(scopes.slice(1)) })), /missing/],
    ["lists twice", opening(({ list }) => ({ list: (scopes) => listed(list(scopes), (one) => [one, one]) })), /twice/],
  ],
  "list-all": [
    ["takes no care of case", named((name) => name.toLowerCase()), /missing/],
    ["ends texts at NUL", named((name) => name.split("\0")[0]), /missing|twice/],
    ["trims", named((name) => name.trim()), /missing/],
    ["composes accents", named((name) => name.normalize("NFC")), /missing/],
    [
      "loses a scope",
      opening(({ listAll }) => ({
        listAll: () => listed(listAll(), (one) => one.scope === "note 3" ? [] : [one]),
      })),
      /missing/,
    ],
  ],
  "write-again": [[
    "refuses what is there",
    opening(({ write }, { state }) => ({
      write(changes) {
        for (const { unit } of changes) if (state.has(unit)) throw new Error(`Cannot write "${unit}": it is there`);
        return write(changes);
      },
    })),
    /it is there/,
  ]],
  replace: [[
    "keeps the old",
    opening(({ write }, { state }) => ({
      write: (changes) => write(changes.filter(({ unit }) => !state.has(unit))),
    })),
    /another fingerprint/,
  ]],
  delete: [
    [
      "keeps everything",
      opening(({ write }) => ({
        write: (changes) => write(changes.map((change) => ({ ...change, deletes: [] }))),
      })),
      /too many/,
    ],
    [
      "deletes everything",
      opening(({ write }, { state }) => ({
        write: (changes) => (changes.some(({ deletes }) => deletes.length) && state.clear(), write(changes)),
      })),
      /missing/,
    ],
  ],
  "delete-missing": [[
    "reports a failure",
    opening(({ write }, { state }) => ({
      write: async (changes) => {
        const missing = changes.flatMap(({ unit, deletes }) =>
          deletes.filter(({ scope, key }) => !state.get(scope)?.has(key)).map((one) => ({
            ...one,
            unit,
            error: new Error("gone"),
          }))
        );
        await write(changes);
        return missing;
      },
    })),
    /gone/,
  ]],
  "put-and-delete": [["either or", {
    ...opening(({ write }) => ({
      write: (changes) => write(changes.map((change) => change.puts.length ? { ...change, deletes: [] } : change)),
    })),
    records: [{ id: "a", messages: [{ id: "1" }, { id: "2" }] }, { id: "b", messages: [{ id: "1" }] }],
  }, /too many/]],
  parallel: [[
    "one at a time",
    opening(({ write }) => {
      let busy = false;
      return {
        async write(changes) {
          if (busy) throw new Error("Cannot write: it is busy");
          busy = true;
          await write(changes);
          busy = false;
        },
      };
    }),
    /busy/,
  ]],
  versions: [[
    "rounds",
    opening(({ list }) => ({
      list: (scopes) => listed(list(scopes), (one) => [{ ...one, version: Math.round(one.version ?? 0) }]),
    })),
    /another version/,
  ]],
  many: [["takes a thousand", {
    ...opening(({ write }) => ({ write: (changes) => write(changes.slice(0, 1_000)) })),
    records: undefined,
  }, /1000 of 2000 entries are missing/]],
  finish: [[
    "only once",
    opening(() => {
      let finished = 0;
      return { finish: () => finished++ ? Promise.reject(new Error("finished already")) : Promise.resolve() };
    }),
    /already/,
  ]],
  purge: [[
    "loses what it should keep",
    opening((opened) => ({
      async purge() {
        for await (const { scope, key } of opened.listAll()) {
          await opened.write([{ unit: scope, puts: [], deletes: [{ scope, key }] }]);
        }
      },
    })),
    /missing/,
  ]],
  "check-agrees": [[
    "computes another",
    opening(({ check }) => ({
      check: () => listed(check!(), (one) => [{ ...one, fingerprint: `${one.fingerprint}0` }]),
    })),
    /another fingerprint/,
  ]],
  "check-finds": [["repeats the list", opening(({ listAll }) => ({ check: listAll })), /something else is stored/]],
  failures: [
    [
      "throws",
      opening(({ write }) => ({
        write: (changes) =>
          changes.some(({ unit }) => unit === "bad") ? Promise.reject(new Error("refused")) : write(changes),
      }), { unwritable }),
      /refused/,
    ],
    [
      "tells nobody",
      opening(({ write }) => ({
        write: (changes) => write(changes.filter(({ unit }) => unit !== "bad")),
      }), { unwritable }),
      /no failure/,
    ],
    [
      "blames another",
      opening(({ write }) => ({
        write: async (changes) => {
          await write(changes);
          if (changes.every(({ unit }) => unit !== "bad")) return;
          return changes.flatMap(({ unit, puts }) =>
            puts.map((put) => ({ ...put, unit, error: new Error("refused") }))
          );
        },
      }), { unwritable }),
      /names the unit/,
    ],
  ],
  foreign: [
    [
      "takes it for its own",
      opening(({ listAll }) => ({
        listAll: () => listed(listAll(), (one) => [{ fingerprint: "f", ...one }]),
      })),
      /with a fingerprint/,
    ],
    [
      "cleans up",
      opening(({ write }, { state }) => ({
        write: async (changes) => (await write(changes), void state.get("note 0")?.delete("foreign")),
      })),
      /gone or changed/,
    ],
  ],
  "second-run": [[
    "remembers something else",
    opening(({ list }) => ({
      list: (scopes) => listed(list(scopes), (one) => [{ ...one, fingerprint: "f" }]),
    })),
    /wrote to the store/,
  ]],
  follows: [[
    "keeps what is deleted",
    opening(({ write }) => ({
      write: (changes) => write(changes.map((change) => ({ ...change, deletes: [] }))),
    })),
    /lost its records: 1 are too many/,
  ]],
  "killed-run": [["stays locked", {
    ...honestStore,
    make() {
      const store = memoryStore<unknown>();
      let locked = false;
      const open: Store<unknown>["open"] = async (context, how) => {
        if (locked) throw new Error("Cannot open the store: it is locked");
        const opened = await store.open(context, how);
        locked = true;
        return opened && { ...opened, close: () => (locked = false, opened.close()) };
      };
      return Object.assign(Object.create(store), { open });
    },
  }, /locked/]],
  permissions: [["reads the environment", {
    ...honestStore,
    make: () => greedyStore({}),
    module: greedy("greedyStore"),
  }, /env access/]],
};
