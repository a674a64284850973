import assert from "node:assert/strict";
import { CannotRunError } from "../../../core/errors.ts";
import type { Host } from "../../../core/host.ts";
import { denoHost } from "../../../host/deno.ts";
import { jsonLedger } from "../../../plugins/ledger/mod.ts";
import { openJson } from "../../../plugins/ledger/json.ts";
import { crashHost } from "../../support/crash_host.ts";
import { collect, inFolder, letter, opened, report, unit } from "./support.ts";

const host = denoHost();
const optionsOf = (folder: string) => ({ pipeline: "chats", folder, run: "1" });

Deno.test("jsonLedger() writes one readable file, a unit a line", () =>
  inFolder(async (folder) => {
    const open = await opened(jsonLedger(), folder);
    await open.commit("s", [unit("a", [["a", "m", "f"]]), unit("b")]);
    await open.setSink("s", { identity: "i" });
    await open.setBookmark({ page: 1 });
    await open.putDeadLetters([letter("c", "parse")]);
    await open.saveReport(report("r", 1));
    await open.close();
    const text = await Deno.readTextFile(`${folder}/ledger.json`);
    assert.match(text, /^\{\n"format": 1,\n"writtenBy": "threadloom [\d.]+",\n"bookmark": \{"page":1\},\n/);
    assert.match(text, /\n\{"unit":"a",.*\},\n\{"unit":"b",.*\}\]\}\],\n"deadLetters"/);
    assert.deepEqual(Object.keys(JSON.parse(text)), [
      "format",
      "writtenBy",
      "bookmark",
      "claims",
      "tombstones",
      "sinks",
      "deadLetters",
      "reports",
    ]);
    if (Deno.build.os !== "windows") assert.equal(Deno.statSync(`${folder}/ledger.json`).mode! & 0o777, 0o600);
  }));

Deno.test("jsonLedger() makes no file before there is something to keep", () =>
  inFolder(async (folder) => {
    await (await opened(jsonLedger(), folder)).close();
    assert.deepEqual([...Deno.readDirSync(folder)].map((e) => e.name), ["lock"]);
  }));

Deno.test("jsonLedger() writes changes made meanwhile in one go", () =>
  inFolder(async (folder) => {
    const counting = crashHost(host);
    const open = await jsonLedger().open(counting, optionsOf(folder));
    await Promise.all(Array.from({ length: 100 }, (_, i) => open?.commit("s", [unit(`u${i}`)])));
    assert.ok(counting.effects.filter((name) => name.startsWith("committed")).length <= 2);
    await open?.close();
    const again = await opened(jsonLedger(), folder);
    assert.equal((await collect(again.units("s"))).length, 100);
    await again.close();
  }));

Deno.test("a change that could not be written rejects, and is written with the next", () =>
  inFolder(async (folder) => {
    let full = true;
    const failing: Host = {
      ...host,
      files: {
        ...host.files,
        create: async (path, secret) => {
          const writer = await host.files.create(path, secret);
          return full ? { ...writer, write: () => Promise.reject(new Error("no space left")) } : writer;
        },
      },
    };
    const open = await jsonLedger().open(failing, optionsOf(folder));
    await assert.rejects(open!.commit("s", [unit("a")]), /no space left/);
    full = false;
    await open!.commit("s", [unit("b")]);
    await open!.close();
    assert.deepEqual([...Deno.readDirSync(folder)].map((e) => e.name).sort(), ["ledger.json", "lock"]);
    const again = await opened(jsonLedger(), folder);
    assert.deepEqual(await again.size("s"), { units: 2, entries: 0 });
    await again.close();
  }));

Deno.test("jsonLedger() refuses a newer format, a broken file and another file, and leaves them alone", () =>
  inFolder(async (folder) => {
    const path = `${folder}/state.json`;
    const cases: [string, RegExp][] = [
      [
        '{"format":3,"writtenBy":"threadloom 8.0.0"}',
        /threadloom 8\.0\.0 wrote it in format 3, this program knows .* to 1/,
      ],
      ['{"format":1,"claims":[', /it is no JSON text/],
      ["[1]", /it is JSON of something else, a ledger was expected/],
      ['{"format":1}', /a part of it is missing or of another shape/],
      ['{"format":0}', /it is of format 0, which no program has written/],
    ];
    for (const [text, message] of cases) {
      await Deno.writeTextFile(path, text);
      for (const readOnly of [false, true]) {
        await assert.rejects(jsonLedger({ path }).open(host, { ...optionsOf(folder), readOnly }), (error) => {
          assert.ok(error instanceof CannotRunError);
          assert.match(error.message, message);
          return true;
        });
      }
      assert.equal(await Deno.readTextFile(path), text);
    }
  }));

Deno.test("an older JSON ledger is copied before it is brought up to date", () =>
  inFolder(async (folder) => {
    const open = await opened(jsonLedger(), folder);
    await open.commit("s", [unit("a")]);
    await open.close();
    const path = `${folder}/ledger.json`;
    const old = (await Deno.readTextFile(path)).replace('"format": 1', '"format": 0').replace('"sinks"', '"stores"');
    await Deno.writeTextFile(path, old);
    const steps = {
      0: (file: { [field: string]: unknown }) => {
        file.sinks = file.stores;
      },
    };
    const later = await openJson(host, undefined, optionsOf(folder), steps);
    assert.deepEqual(await later?.size("s"), { units: 1, entries: 0 });
    await later?.close();
    assert.equal(await Deno.readTextFile(`${path}.format-0.backup`), old);
    assert.match(await Deno.readTextFile(path), /"format": 1/);
    await (await opened(jsonLedger(), folder)).close();
  }));
