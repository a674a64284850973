/**
 * One account in every layout and every style: the records are the same, to the byte.
 *
 * @module
 */
import assert from "node:assert/strict";
import process from "node:process";
import { from, run } from "../../../mod.ts";
import { chatgptSource } from "../../../plugins/chatgpt/mod.ts";
import { jsonlSink } from "../../../plugins/jsonl/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import {
  expected,
  exportFileName,
  type Layout,
  packExport,
  renderExport,
  type RenderOptions,
  writeFolder,
} from "../../support/exports/mod.ts";
import { chats } from "./chats.ts";
import { balances, inFolder, put, readExports, shown } from "./reading.ts";

const AT = Date.UTC(2026, 5, 1, 10, 20, 30);
const STYLES = ["plain", "ascii", "indented", "bom"] as const;
type Form = "classic" | "slim";

/** `THREADLOOM_UPDATE_CASES=1` writes the cases anew: read the difference before keeping it. */
async function expectedLines(form: Form, lines: string[]): Promise<void> {
  const file = new URL(`../../cases/exports/${form}.jsonl`, import.meta.url);
  if (process.env.THREADLOOM_UPDATE_CASES) await Deno.writeTextFile(file, lines.join(""));
  assert.deepEqual(lines, (await Deno.readTextFile(file)).split(/(?<=\n)/));
}

/** What the JSONL sink writes for these exports, a line a conversation, in the order of the ids. */
async function linesOf(folder: string, path: string | string[]): Promise<string[]> {
  const out = `${folder}/out-${crypto.randomUUID()}.jsonl`;
  const settings = { name: "layouts", stateFolder: folder, ledger: memory() };
  const report = await run(from(chatgptSource({ path, media: false })).to(jsonlSink({ path: out })), settings);
  balances(report);
  assert.equal(report.status, "ok", report.notes.join("; "));
  assert.equal(report.source.passed, report.source.read);
  const id = (line: string) => JSON.parse(line).id as string;
  return (await Deno.readTextFile(out)).split(/(?<=\n)/).sort((a, b) => id(a) < id(b) ? -1 : 1);
}

async function same(layout: Layout, form: Form, options: RenderOptions = {}): Promise<void> {
  const files = renderExport(chats(), layout, { shardSize: 3, exportedAt: AT, ...options });
  const zip = packExport(files, { exportedAt: AT });
  await inFolder({ [exportFileName(layout, AT)]: zip }, async (folder) => {
    await expectedLines(form, await linesOf(folder, `${folder}/${exportFileName(layout, AT)}`));
  });
}

for (const layout of ["A", "A-wrapped", "B", "C", "D"] as const) {
  Deno.test(`chatgptSource() reads layout ${layout} in every style to the same records`, async () => {
    for (const style of STYLES) await same(layout, "classic", { style, shuffleSeed: 5 });
  });
}

Deno.test("chatgptSource() reads the slim layout E in every style to the same records", async () => {
  for (const style of STYLES) await same("E", "slim", { style, shuffleSeed: 6 });
});

Deno.test("chatgptSource() reads the portal of 2025, its inner zips stored, deflated or unpacked, to the same records", async () => {
  await same("portal-2025", "classic");
  await same("portal-2025", "classic", { innerZips: 3 });
  await same("portal-2025", "classic", { innerZips: 2, unpacked: true });
  const files = renderExport(chats(), "portal-2025", { exportedAt: AT, innerZips: 2 });
  await inFolder({ "portal.zip": packExport(files, { innerMethod: "deflate" }) }, async (folder) => {
    await expectedLines("classic", await linesOf(folder, `${folder}/portal.zip`));
  });
});

Deno.test("chatgptSource() reads the portal of 2026, its inner zips stored, deflated or unpacked, to the same records", async () => {
  await same("portal-2026", "slim", { innerZips: 2 });
  await same("portal-2026", "classic", { inner: "D" });
  await same("portal-2026", "slim", { innerZips: 2, unpacked: true });
  const files = renderExport(chats(), "portal-2026", { exportedAt: AT, innerZips: 2 });
  await inFolder({ "portal.zip": packExport(files, { innerMethod: "deflate" }) }, async (folder) => {
    await expectedLines("slim", await linesOf(folder, `${folder}/portal.zip`));
  });
});

Deno.test("chatgptSource() reads folders, wrapped and littered ones too, patterns, and single files", async () => {
  const files = renderExport(chats(), "D", { shardSize: 2 });
  const single = renderExport(chats(), "single-file").get("conversations.json")!;
  await inFolder({ "lone/conversations.json": single }, async (folder) => {
    await writeFolder(files, `${folder}/plain`, { exportedAt: AT });
    await writeFolder(files, `${folder}/wrapped`, { wrapper: "my export/2026", litter: true });
    await put(`${folder}/inside.zip`, packExport(files, { wrapper: "export" }));
    await put(`${folder}/renamed.json`, single);
    const ways = ["plain", "wrapped", "inside.zip", "renamed.json", "lone/conversations.json", "plain/*.json", "pl*"];
    for (const way of ways) await expectedLines("classic", await linesOf(folder, `${folder}/${way}`));
    const shards = [0, 1, 2, 3].map((i) => `${folder}/plain/conversations-00${i}.json`);
    await expectedLines("classic", await linesOf(folder, shards));
  });
});

Deno.test("chatgptSource() reads files in UTF-16, either end first, to the same records", async () => {
  const json = new TextDecoder().decode(renderExport(chats(), "single-file").get("conversations.json"));
  const units = Uint16Array.from(("\ufeff" + json).split(""), (unit) => unit.charCodeAt(0));
  const little = new Uint8Array(units.buffer);
  const big = little.slice().map((_, i) => little[i ^ 1]);
  const zipped = packExport(new Map([["conversations.json", big]]));
  const files = { "little.json": little, "big.json": big, "bare.json": little.slice(2), "zipped.zip": zipped };
  await inFolder(files, async (folder) => {
    for (const name of Object.keys(files)) {
      await expectedLines("classic", await linesOf(folder, `${folder}/${name}`));
    }
  });
});

Deno.test("chatgptSource() reads single conversations, and what the backend answers, with its ISO times", async () => {
  const one = renderExport(chats(), "single-conversation").get("conversation.json")!;
  const each = renderExport(chats(), "backend-api");
  await inFolder({ "conversation.json": one }, async (folder) => {
    const [line] = await linesOf(folder, `${folder}/conversation.json`);
    const all = (await Deno.readTextFile(new URL("../../cases/exports/classic.jsonl", import.meta.url))).split(
      /(?<=\n)/,
    );
    assert.equal(line, all.find((other) => other.includes('"id":"7f0e-tea"')));
    await writeFolder(each, `${folder}/api`);
    await expectedLines("classic", await linesOf(folder, Array.from(each.keys(), (name) => `${folder}/api/${name}`)));
    await expectedLines("classic", await linesOf(folder, `${folder}/api/*.json`));
  });
});

Deno.test("chatgptSource() tells apart what differs between layouts from what must not: thread and branches never do", async () => {
  const all = chats();
  const plain = all.filter(({ messages }) => messages.every(({ media, content }) => !media && !content));
  const want = new Map(plain.map((chat) => [chat.id, expected(chat)]));
  for (const layout of ["A", "C", "E", "portal-2025", "portal-2026"] as const) {
    const name = exportFileName(layout, AT);
    await inFolder({ [name]: packExport(renderExport(all, layout, { shuffleSeed: 9 })) }, async (folder) => {
      const { conversations } = await readExports(`${folder}/${name}`);
      const held = shown(conversations);
      for (const [id, chat] of want) assert.deepEqual(held.get(id), chat, `${layout} ${id}`);
      assert.equal(held.size, all.length);
    });
  }
});

Deno.test("chatgptSource() says where each conversation was read, and the range holds just its bytes", async () => {
  for (const layout of ["A", "C", "E"] as const) {
    const files = renderExport(chats(), layout, { shardSize: 3, style: "indented" });
    await inFolder({ "e.zip": packExport(files) }, async (folder) => {
      for (const { id, origin } of (await readExports(`${folder}/e.zip`)).conversations) {
        const { file, entry, range, sha256 } = origin!;
        assert.equal(file, `${folder}/e.zip`);
        const bytes = files.get(entry!)!.subarray(...range!);
        assert.equal(JSON.parse(new TextDecoder().decode(bytes)).id, id);
        assert.match(sha256!, /^[0-9a-f]{64}$/);
      }
    });
  }
});
