import assert from "node:assert/strict";
import { openInputs } from "../../../../plugins/chatgpt/input/open_inputs.ts";
import { zip } from "../../../support/zip_writer.ts";
import { context, conversation, conversations, inFolder, opened, outline, settings, textOf } from "./workbench.ts";

const HEX = "0123456789abcdef".repeat(4);
const NAME = `${HEX}-2026-01-26-09-08-07-${HEX.slice(0, 32)}.zip`;

Deno.test("openInputs() reads a settings zip: conversations, account, time, files", async () => {
  await opened({ [NAME]: zip(settings("c1", "c2")) }, [NAME], async ({ exports: [found, ...rest] }, folder) => {
    assert.deepEqual(rest, []);
    assert.deepEqual(outline(found), { conversations: ["conversations.json"], faults: [], whole: true });
    assert.equal(found.kind, "zip");
    assert.equal(found.path, `${folder}/${NAME}`);
    assert.equal(found.account, "user-abcdefghijklmnopqrstuvwx");
    assert.equal(found.exportedAt, Date.UTC(2026, 0, 26, 9, 8, 7));
    assert.equal(found.newestEntryAt, Date.UTC(2025, 0, 2, 3, 4, 6));
    assert.equal(found.files.length, 4);
    assert.deepEqual({ single: found.layout.single, shards: found.layout.shards, page: found.layout.page }, {
      single: true,
      shards: 0,
      page: true,
    });
    const [file] = found.conversationFiles;
    assert.equal(await textOf(file), conversations("c1", "c2"));
    assert.deepEqual(file.position, { file: `${folder}/${NAME}`, entry: "conversations.json" });
    assert.equal(file.size, conversations("c1", "c2").length);
  });
});

Deno.test("InputFile.read() gives the same part of a stored, a deflated and a plain file", async () => {
  const data = Array.from({ length: 200_000 }, (_, i) => String.fromCharCode(97 + i * 31 % 26)).join("");
  const archive = zip([
    { name: "conversations.json", data: "[]" },
    { name: "file-a.bin", data, method: "store" },
    { name: "file-b.bin", data },
  ]);
  await opened(
    { "a.zip": archive, "f/conversations.json": "[]", "f/file-c.bin": data },
    ["a.zip", "f"],
    async (inputs) => {
      const files = inputs.exports.flatMap((each) => each.files).filter((file) => file.size === data.length);
      assert.deepEqual(files.map((file) => file.stored), [true, false, true]);
      for (const file of files) {
        const part = new TextDecoder().decode(await file.read(70_000, 140_000));
        assert.equal(part, data.slice(70_000, 140_000), file.name);
        assert.equal((await file.read(199_999, 300_000)).length, 1);
        assert.equal((await file.read(5, 5)).length, 0);
        assert.equal(await textOf(file), data);
      }
    },
  );
});

Deno.test("openInputs() sorts shards by number, behind the single file", async () => {
  const names = ["conversations-10.json", "conversations-2.json", "conversations.json", "conversations-001.json"];
  const archive = zip(names.map((name) => ({ name, data: conversations(name) })));
  await opened({ "a.zip": archive }, ["a.zip"], ({ exports: [found] }) => {
    assert.deepEqual(found.conversationFiles.map((file) => file.name), [names[2], names[3], names[1], names[0]]);
    assert.equal(found.layout.shards, 3);
  });
});

Deno.test("openInputs() names gaps in the numbers of shards as the others are written; without leading zeros they may begin at 1", async () => {
  const absent: [number[], number, string[]][] = [
    [[1, 2, 3], 1, []],
    [[0, 1, 2], 1, []],
    [Array.from({ length: 12 }, (_, i) => i + 1).filter((i) => i !== 4), 1, ["conversations-4.json"]],
    [[2], 1, ["conversations-1.json"]],
    [[0, 2], 1, ["conversations-1.json"]],
    [[1, 2, 3], 3, ["conversations-000.json"]],
    [[0, 3], 3, ["conversations-001.json", "conversations-002.json"]],
  ];
  for (const [numbers, width, missing] of absent) {
    const names = numbers.map((number) => `conversations-${String(number).padStart(width, "0")}.json`);
    const archive = zip(names.map((name) => ({ name, data: conversations(name) })));
    await opened({ "a.zip": archive }, ["a.zip"], ({ exports: [found] }) => {
      assert.deepEqual(found.missingShards, missing, names.join());
    });
  }
});

Deno.test("openInputs() names shards that the manifest declares and that are absent", async () => {
  const files = ["conversations-000.json", "conversations-001.json", "conversations-002.json"];
  const manifest = JSON.stringify({ version: 1, logical_files: { "conversations.json": { files, sharded: true } } });
  const archive = zip([
    { name: "export_manifest.json", data: manifest },
    { name: "sites/export_manifest.json", data: '{"omissions":[]}' },
    { name: files[0], data: conversations("a") },
    { name: files[1], data: conversations("b") },
  ]);
  await opened({ "a.zip": archive }, ["a.zip"], ({ exports: [found] }) => {
    assert.deepEqual(found.missingShards, ["conversations-002.json"]);
    assert.deepEqual(outline(found), { conversations: files.slice(0, 2), faults: ["missing"], whole: false });
  });
});

Deno.test("openInputs() finds gaps in the numbers of shards without a manifest", async () => {
  const files = { "e/conversations-000.json": conversations("a"), "e/conversations-002.json": conversations("b") };
  await opened(files, ["e"], ({ exports: [found] }) => {
    assert.deepEqual(found.missingShards, ["conversations-001.json"]);
    assert.equal(found.whole, false);
  });
});

Deno.test("openInputs() calls shards whole only where something beside them shows an export, not a part of one", async () => {
  const shards = { "s/conversations-000.json": conversations("a"), "s/conversations-001.json": conversations("b") };
  await opened(shards, ["s"], ({ exports: [found] }) => {
    assert.deepEqual(outline(found), {
      conversations: ["conversations-000.json", "conversations-001.json"],
      faults: [],
      whole: false,
    });
  });
  for (const name of ["user.json", "chat.html"]) {
    await opened({ ...shards, [`s/${name}`]: "{}" }, ["s"], ({ exports: [found] }) => assert.equal(found.whole, true));
  }
});

Deno.test("openInputs() tells of a manifest that is no JSON and of a hostile one", async () => {
  const archive = (manifest: string) =>
    zip([{ name: "conversations-000.json", data: "[]" }, { name: "export_manifest.json", data: manifest }]);
  const files = {
    "bad.zip": archive("{"),
    "odd.zip": archive(
      '{"logical_files":{"conversations.json":{"files":[1,null,"../../etc/conversations-000.json"]}}}',
    ),
    "proto.zip": archive('{"__proto__":{"logical_files":{"conversations.json":{"files":["conversations-007.json"]}}}}'),
  };
  await opened(files, ["bad.zip", "odd.zip", "proto.zip"], ({ exports }) => {
    assert.deepEqual(exports.map((each) => outline(each).faults), [["SyntaxError"], [], []]);
    assert.deepEqual(exports.map(({ whole }) => whole), [false, true, true]);
  });
});

Deno.test("openInputs() reads a folder below wrappers and litter, without following links", async () => {
  const files = {
    "wrap/My export 2025-11-02/conversations.json": conversations("a"),
    "wrap/My export 2025-11-02/user.json": '\ufeff{"id":"user-x"}',
    "wrap/My export 2025-11-02/._conversations.json": "litter",
    "wrap/__MACOSX/conversations.json": "litter",
    "wrap/.DS_Store": "litter",
    "outside/secret.json": "[]",
  };
  await inFolder(files, async (folder) => {
    await Deno.symlink(`${folder}/outside`, `${folder}/wrap/My export 2025-11-02/linked`);
    await Deno.symlink(`${folder}/outside/secret.json`, `${folder}/wrap/My export 2025-11-02/conversations-001.json`);
    const { exports: [found], close } = await openInputs([`${folder}/wrap/`], context());
    assert.deepEqual(outline(found), {
      conversations: ["My export 2025-11-02/conversations.json"],
      faults: ["link"],
      whole: false,
    });
    assert.deepEqual(found.files.map((file) => file.name.split("/").at(-1)), ["conversations.json", "user.json"]);
    assert.equal(found.exportedAt, Date.UTC(2025, 10, 2));
    assert.equal(found.account, "user-x");
    close();
  });
});

Deno.test("openInputs() reads what is left of a zip whose tail was cut off", async () => {
  const members = settings("a", "b");
  const bytes = zip([...members.slice(1), {
    name: "conversations.json",
    data: conversations("c1", "c2"),
    method: "store",
  }]);
  const start = new TextDecoder("latin1").decode(bytes).indexOf("conversations.json");
  const cut = bytes.slice(0, start + 18 + conversation("c1").length + 5);
  await opened({ "a.zip": cut }, ["a.zip"], async ({ exports: [found] }) => {
    assert.deepEqual(outline(found), {
      conversations: ["conversations.json"],
      faults: ["directory", "cut"],
      whole: false,
    });
    const chunks: Uint8Array[] = [];
    await assert.rejects(async () => {
      for await (const chunk of found.conversationFiles[0].stream()) chunks.push(chunk);
    }, { fault: "cut" });
    assert.ok(new TextDecoder().decode(chunks[0]).startsWith(`[${conversation("c1")},`));
    assert.equal(found.account, "user-abcdefghijklmnopqrstuvwx");
  });
});

Deno.test("openInputs() goes on beside bad members and withdraws the claim", async () => {
  const archive = zip([...settings("a"), { name: "../evil.json", data: "[]" }, {
    name: "link",
    data: "/",
    externalAttributes: 0xa1ff0000,
  }]);
  await opened({ "a.zip": archive }, ["a.zip"], ({ exports: [found] }, folder) => {
    assert.deepEqual(outline(found), { conversations: ["conversations.json"], faults: ["name", "link"], whole: false });
    assert.deepEqual(found.problems[0].position, { file: `${folder}/a.zip`, entry: "../evil.json" });
  });
});

Deno.test("openInputs() takes no side file and no upload for conversations", async () => {
  const names = [
    "conversations.json",
    "shared_conversations.json",
    "conversation_asset_file_names.json",
    "group_chats.json",
    "file-AbCdEfGhIjKlMnOpQrStUv-conversations.json",
    "user-abcdefghijklmnopqrstuvwx/0f/mnt/data/conversations.json",
    "my conversations.json",
  ];
  const upload = { name: "file-AbCdEfGhIjKlMnOpQrStUv-old.zip", data: zip(settings("uploaded")) };
  await opened({ "a.zip": zip([...names.map((name) => ({ name, data: "[]" })), upload]) }, ["a.zip"], ({ exports }) => {
    assert.deepEqual(exports.map((each) => outline(each).conversations), [["conversations.json"]]);
    assert.equal(exports[0].files.length, 8);
  });
});

Deno.test("openInputs() takes the account from names only where they agree", async () => {
  const [a, b] = ["user-aaaaaaaaaaaaaaaaaaaaaaaa", "user-bbbbbbbbbbbbbbbbbbbbbbbb"];
  const archive = (...users: string[]) =>
    zip([
      { name: "conversations.json", data: "[]" },
      ...users.map((user) => ({ name: `${user}/file_1-x.png`, data: "" })),
    ]);
  const files = { "one.zip": archive(a), "two.zip": archive(a, b), "none.zip": archive() };
  await opened(files, ["one.zip", "two.zip", "none.zip"], ({ exports }) => {
    assert.deepEqual(exports.map(({ account }) => account), [a, undefined, undefined]);
  });
});
