/** A pipeline runs with just the permissions that its plugins declare, and those of its state folder. */
import assert from "node:assert/strict";
import { permissionFlags, runWith } from "../../conformance/permissions.ts";
import { permissionsOf } from "../../core/permissions.ts";
import type { Permissions } from "../../core/plugin.ts";
import { beyond, parseAudit } from "../../conformance/audit.ts";
import { chatgptSource } from "../../plugins/chatgpt/mod.ts";
import { jsonlSink } from "../../plugins/jsonl/mod.ts";
import { markdownStore } from "../../plugins/markdown/mod.ts";
import { sqliteStore } from "../../plugins/sqlite/mod.ts";
import { exportZip } from "./inputs/exports.ts";

const ROOT = new URL("../../", import.meta.url).href;

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-permissions-" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The pipeline as a program, and what its plugins declare. */
function program(folder: string): { text: string; permissions: Permissions[] } {
  const options = {
    chatgptSource: { path: `${folder}/in/export.zip` },
    sqliteStore: { path: `${folder}/out/database/threadloom.db` },
    markdownStore: { path: `${folder}/out/markdown` },
    jsonlSink: { path: `${folder}/out/jsonl/conversations.jsonl` },
  };
  const state = `${folder}/state`;
  const text = `
    import { from, run, verify } from "${ROOT}mod.ts";
    import { chatgptSource } from "${ROOT}plugins/chatgpt/mod.ts";
    import { jsonlSink } from "${ROOT}plugins/jsonl/mod.ts";
    import { markdownStore } from "${ROOT}plugins/markdown/mod.ts";
    import { sqliteStore } from "${ROOT}plugins/sqlite/mod.ts";
    const options = ${JSON.stringify(options)};
    const pipeline = from(chatgptSource(options.chatgptSource)).to(
      sqliteStore(options.sqliteStore), markdownStore(options.markdownStore), jsonlSink(options.jsonlSink),
    );
    const settings = { name: "permissions", stateFolder: ${JSON.stringify(state)} };
    const first = await run(pipeline, settings);
    const second = await run(pipeline, settings);
    const { status } = await verify(pipeline, settings);
    console.log(JSON.stringify({ first, second, status }));
  `;
  const plugins = [
    chatgptSource(options.chatgptSource),
    sqliteStore(options.sqliteStore),
    markdownStore(options.markdownStore),
    jsonlSink(options.jsonlSink),
  ];
  return { text, permissions: [...plugins.map(permissionsOf), { read: [state], write: [state] }] };
}

Deno.test("a pipeline into three sinks runs with just the permissions its plugins declare", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/in`);
    await exportZip.input(`${folder}/in`);
    const { text, permissions } = program(folder);
    const { code, stdout, stderr, beyond } = await runWith(permissions, text);
    assert.equal(code, 0, stderr);
    assert.deepEqual(beyond, []);
    const { first, second, status } = JSON.parse(stdout);
    assert.equal(first.status, "ok");
    assert.deepEqual(first.source, { read: 90, unchanged: 0, passed: 90, dropped: 0, dead: 0 });
    assert.deepEqual(second.source, { read: 90, unchanged: 90, passed: 0, dropped: 0, dead: 0 });
    assert.equal(status, "ok");
    const lines = await Deno.readTextFile(`${folder}/out/jsonl/conversations.jsonl`);
    assert.equal(lines.trimEnd().split("\n").length, 90);
  });
});

Deno.test("a pipeline without the permissions of one of its sinks fails and names what it needs", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/in`);
    await exportZip.input(`${folder}/in`);
    const { text, permissions } = program(folder);
    const fewer = permissions.filter(({ write }) => !write?.[0].endsWith("/markdown"));
    const { code, stderr, beyond } = await runWith(fewer, text);
    assert.notEqual(code, 0);
    assert.ok(beyond.every(({ value }) => value?.includes("out/markdown")) && beyond.length > 0);
    assert.match(stderr, /out\/markdown/);
  });
});

Deno.test("permissionFlags() joins what several plugins need and leaves out empty lists", () => {
  assert.deepEqual(
    permissionFlags({ read: ["a", "b"], write: [] }, { read: ["a"], net: ["example.org:443"] }),
    ["--allow-read=a,b", "--allow-net=example.org:443"],
  );
});

Deno.test("permissionFlags() refuses a path with a comma, which would allow other paths", () => {
  assert.throws(() => permissionFlags({ read: ["/home/a,/"] }), {
    name: "RangeError",
    message: 'Cannot allow "/home/a,/" by a flag: it has a comma, at which Deno ends it, expected none',
  });
});

Deno.test("what a process asks for and is not allowed is told, though it goes on", async () => {
  const text =
    `Deno.env.get("A_ONE"); try { Deno.env.get("B"); } catch {} try { Deno.readTextFileSync("/etc/hostname"); } catch {}`;
  const { code, beyond } = await runWith([{ env: ["A_*"], read: ["/etc/host"] }], text);
  assert.equal(code, 0);
  assert.deepEqual(beyond, [{ permission: "env", value: "B" }, { permission: "read", value: "/etc/hostname" }]);
});

Deno.test("beyond() knows folders, hosts without a port, and wildcards of names", () => {
  const asked = parseAudit([
    '{"permission":"read","value":"a/b"}',
    '{"permission":"read","value":"ab"}',
    '{"permission":"read"}',
    '{"permission":"net","value":"h:1"}',
    '{"permission":"net","value":"i:2"}',
    '{"permission":"constructor","value":"x"}',
  ].join("\n"));
  const left = beyond(asked, [{ read: ["/w/a"], net: ["h", "i:1"] }], "/w");
  assert.deepEqual(left.map(({ permission, value }) => `${permission} ${value}`), [
    "read ab",
    "read undefined",
    "net i:2",
    "constructor x",
  ]);
});
