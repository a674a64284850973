/**
 * What runs cost: a second one parses nothing and reads the input once, in place.
 *
 * @module
 */
import assert from "node:assert/strict";
import { from, type Host, type Report, run, type Source, type Unit } from "../../../mod.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { denoHost } from "../../../host/deno.ts";
import { chatgptSource } from "../../../plugins/chatgpt/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySink, memoryStore } from "../../../plugins/memory/mod.ts";
import { packExport, renderExport, thread } from "../../support/exports/mod.ts";
import { balances, inFolder, readExports, shown } from "./reading.ts";

const words = "lorem ipsum dolor sit amet ".repeat(200);
const chats = (count: number, edited?: number) =>
  Array.from({ length: count }, (_, i) =>
    thread(`c${i}`, `Chat ${i}`, [i === edited ? "edited" : "Q", words], {
      updateTime: 1_760_000_000 + (i === edited ? 99 : 0),
    }));

/** Units that are parsed are noted. */
function spied(source: Source<Conversation>, parsed: string[]): Source<Conversation> {
  return Object.assign(Object.create(source) as Source<Conversation>, {
    async open(context: Parameters<Source<Conversation>["open"]>[0]) {
      const opened = await source.open(context);
      return Object.assign(Object.create(opened), {
        async *read(options: Parameters<typeof opened.read>[0]) {
          for await (const batch of opened.read(options)) {
            for (const unit of batch.units) note(unit, parsed);
            yield batch;
          }
        },
      });
    },
  });
}

function note(unit: Unit<Conversation>, parsed: string[]): void {
  const parse = unit.parse.bind(unit);
  unit.parse = () => {
    parsed.push(unit.key!);
    return parse();
  };
}

/** A host that counts the bytes read of files. */
function counting(): { host: Host; bytes: number; scratch: number } {
  const host = denoHost();
  const counted = {
    bytes: 0,
    scratch: 0,
    host: {
      ...host,
      files: {
        ...host.files,
        async open(path: string) {
          const file = await host.files.open(path);
          const read = async (into: Uint8Array, at: number) => {
            const n = await file.read(into, at);
            counted.bytes += n;
            return n;
          };
          const readSync = (into: Uint8Array, at: number) => {
            const n = file.readSync(into, at);
            counted.bytes += n;
            return n;
          };
          return { path: file.path, size: file.size, read, readSync, close: () => file.close() };
        },
        async scratch() {
          const file = await host.files.scratch();
          counted.scratch++;
          return file;
        },
      },
    },
  };
  return counted;
}

Deno.test("a second run over a ChatGPT export parses nothing and reads the file once; one edited conversation parses one", async () => {
  for (const [layout, stored] of [["A", true], ["A", false], ["C", false], ["E", false]] as const) {
    const before = renderExport(chats(60), layout, { shardSize: 20 });
    const after = renderExport(chats(60, 7), layout, { shardSize: 20 });
    const data = (files: Map<string, Uint8Array>) => stored ? files.get("conversations.json")! : packExport(files);
    const name = stored ? "conversations.json" : "2026-01-01.zip";
    await inFolder({ [`1/${name}`]: data(before), [`2/${name}`]: data(after) }, async (folder) => {
      const store = memoryStore<Conversation>();
      const ledger = memory();
      const parsed: string[] = [];
      const go = async (path: string): Promise<{ report: Report; bytes: number; scratch: number }> => {
        const host = counting();
        parsed.length = 0;
        const source = spied(chatgptSource({ path }), parsed);
        const settings = { name: "again", ledger, host: host.host, stateFolder: folder };
        const report = await run(from(source).to(store), settings);
        balances(report);
        return { report, bytes: host.bytes, scratch: host.scratch };
      };
      const first = await go(`${folder}/1/${name}`);
      assert.deepEqual([parsed.length, new Set(parsed).size, first.report.source.passed], [60, 60, 60]);
      const size = data(before).length;
      const second = await go(`${folder}/1/${name}`);
      assert.deepEqual(parsed, []);
      assert.equal(second.report.source.unchanged, 60);
      // What is looked at to recognise the input is small, but it is not nothing.
      assert.ok(second.bytes < 2 * size + 100_000 && second.bytes < first.bytes, `${second.bytes} of ${size}`);
      assert.equal(second.scratch, 0);
      const third = await go(`${folder}/2/${name}`);
      assert.deepEqual(parsed, ["c7"]);
      assert.deepEqual([third.report.source.unchanged, third.report.source.passed], [59, 1]);
    });
  }
});

Deno.test("a second run parses nothing for a portal with everything in it several times", async () => {
  const files = renderExport(chats(30), "portal-2026", { innerZips: 3, duplicated: true });
  await inFolder({ "portal.zip": packExport(files, { innerMethod: "deflate" }) }, async (folder) => {
    const parsed: string[] = [];
    const ledger = memory();
    const store = memoryStore<Conversation>();
    for (const expected of [30, 30]) {
      const source = spied(chatgptSource({ path: `${folder}/portal.zip` }), parsed);
      const report = await run(from(source).to(store), { name: "again", ledger, stateFolder: folder });
      assert.deepEqual([parsed.length, report.source.read, report.metrics.merged], [expected, 30, 60]);
    }
  });
});

Deno.test("a file that is as the export makes it is neither opened nor written again", async () => {
  const zip = packExport(renderExport(chats(5), "C"));
  await inFolder({ "e.zip": zip }, async (folder) => {
    const parsed: string[] = [];
    const sink = memorySink<Conversation>();
    const ledger = memory();
    for (let i = 0; i < 2; i++) {
      const source = spied(chatgptSource({ path: `${folder}/e.zip` }), parsed);
      await run(from(source).to(sink), { name: "file", ledger, stateFolder: folder });
    }
    assert.deepEqual([parsed.length, sink.commits.length], [5, 1]);
  });
});

Deno.test("one conversation of 20 MB that packs a thousand times smaller is no bomb", async () => {
  const files = renderExport([thread("large", "Large", ["a".repeat(20_000_000), "b"]), ...chats(2)], "C");
  await inFolder({ "e.zip": packExport(files) }, async (folder) => {
    const { report, conversations } = await readExports(`${folder}/e.zip`);
    assert.deepEqual([report.status, report.source.passed], ["ok", 3]);
    assert.equal(shown(conversations).get("large")?.messages[0].text.length, 20_000_000);
  });
});
