import assert from "node:assert/strict";
import { join, zip, type ZipMember } from "../../../support/zip_writer.ts";
import { conversations, opened, outline, settings, textOf } from "./workbench.ts";

const UOA = "User Online Activity/";
const CONVERSATIONS = `${UOA}Conversations__abc-chatgpt-0001.zip`;
const FILES = `${UOA}Files__abc-files-0001.zip`;

const part: ZipMember[] = [
  { name: "export_manifest.json", data: "{}" },
  { name: "conversations-000.json", data: conversations("a") },
  { name: "conversations-001.json", data: conversations("b") },
  { name: "file_0123456789abcdef0123456789abcdef.dat", data: "RIFF", method: "store" },
];
const media: ZipMember[] = [
  { name: "personal/files/user-abcdefghijklmnopqrstuvwx/file-1/conversations.json", data: "[]" },
  { name: "personal/files/file-2_old.zip", data: zip(settings("uploaded")) },
];

/** An outer zip of the privacy portal. */
function portal(...inner: ZipMember[]): ZipMember[] {
  return [
    { name: "report.html", data: "<html>" },
    { name: "Financial/Charge History.csv", data: "secret" },
    { name: "Contact Info/Contact Info.csv", data: "secret" },
    { name: `${UOA}Emails sent.csv`, data: "secret" },
    ...inner,
  ];
}

Deno.test("openInputs() reads a portal zip with its inner zips in place, stored or deflated, as one export", async () => {
  for (const method of ["store", "deflate"] as const) {
    const archive = zip(
      portal({ name: CONVERSATIONS, data: zip(part), method }, { name: FILES, data: zip(media), method }),
    );
    await opened({ "chatgpt_archive_1.zip": archive }, ["chatgpt_archive_1.zip"], async ({ exports }, folder) => {
      assert.equal(exports.length, 1);
      const [found] = exports;
      assert.equal(found.kind, "portal");
      assert.deepEqual(outline(found), {
        conversations: [`${CONVERSATIONS}!/conversations-000.json`, `${CONVERSATIONS}!/conversations-001.json`],
        faults: [],
        whole: true,
      });
      assert.equal(await textOf(found.conversationFiles[1]), conversations("b"));
      assert.deepEqual(found.conversationFiles[0].position, {
        file: `${folder}/chatgpt_archive_1.zip`,
        entry: `${CONVERSATIONS}!/conversations-000.json`,
      });
      assert.equal(found.account, "user-abcdefghijklmnopqrstuvwx");
      assert.ok(found.files.some((file) => file.name === `${FILES}!/personal/files/file-2_old.zip`));
      assert.ok(!found.files.some((file) => /\.csv$/.test(file.name)), "payment data must not be handed over");
    });
  }
});

Deno.test("openInputs() finds an older export embedded as a .dat, but takes no document for one", async () => {
  const old = zip(settings("old"));
  const word = zip([{ name: "[Content_Types].xml", data: "<x/>" }, { name: "word/document.xml", data: "<x/>" }]);
  const pictures = zip([{ name: "beach.jpg", data: "x" }]);
  for (const method of ["store", "deflate"] as const) {
    const inner = zip([
      ...part,
      { name: "file-OldExport.dat", data: old, method },
      { name: "file-Word.dat", data: word, method },
      { name: "file-Pictures.dat", data: pictures, method },
    ]);
    await opened(
      { "p.zip": zip(portal({ name: CONVERSATIONS, data: inner })) },
      ["p.zip"],
      async ({ exports: [found] }) => {
        const embedded = `${CONVERSATIONS}!/file-OldExport.dat!/conversations.json`;
        assert.ok(outline(found).conversations.includes(embedded));
        assert.equal(
          await textOf(found.conversationFiles.find((file) => file.name === embedded)!),
          conversations("old"),
        );
        assert.equal(found.layout.embedded, 1);
        assert.equal(found.files.filter((file) => /(Word|Pictures)\.dat$/.test(file.name)).length, 2);
        assert.equal(found.whole, true);
      },
    );
  }
});

Deno.test("openInputs() reads an unpacked portal export, inner zips packed or not", async () => {
  const unpacked = {
    "p/report.html": "",
    [`p/${CONVERSATIONS.slice(0, -4)}/conversations.json`]: conversations("a"),
    [`p/${FILES.slice(0, -4)}/personal/files/user-abcdefghijklmnopqrstuvwx/file-1/cat.png`]: "cat",
    "p/Financial/Charge History.csv": "secret",
  };
  const packed = { "p/report.html": "", [`p/${CONVERSATIONS}`]: zip(part), [`p/${FILES}`]: zip(media) };
  for (const files of [unpacked, packed]) {
    await opened(files, ["p"], ({ exports }) => {
      assert.equal(exports.length, 1);
      assert.equal(exports[0].kind, "portal");
      assert.equal(exports[0].whole, true);
      assert.ok(exports[0].conversationFiles.length > 0);
      assert.ok(exports[0].files.some((file) => file.name.includes("personal/files/")));
    });
  }
});

Deno.test("openInputs() never calls a lone part of a portal export whole, and unites parts of one folder", async () => {
  const files = {
    "d/Conversations__abc-chatgpt-0001-part-0001.zip": zip([part[1]]),
    "d/Conversations__abc-chatgpt-0001-part-0002.zip": zip([part[2]]),
    "d/Files__abc-files-0001.zip": zip(media),
  };
  await opened(files, ["d/Conversations__abc-chatgpt-0001-part-0001.zip"], ({ exports }) => {
    assert.deepEqual(exports.map(({ whole }) => whole), [false]);
  });
  await opened(files, ["d/*.zip"], ({ exports }) => {
    assert.equal(exports.length, 1);
    assert.equal(exports[0].conversationFiles.length, 2);
    assert.equal(exports[0].whole, false);
    assert.deepEqual(exports[0].missingShards, []);
  });
  await opened(files, ["d"], ({ exports }) => {
    assert.equal(exports.length, 1);
    assert.equal(exports[0].whole, false);
  });
});

Deno.test("openInputs() misses parts of a portal export by their numbers", async () => {
  const archive = zip(portal({ name: `${UOA}Conversations__abc-chatgpt-0001-part-0002.zip`, data: zip([part[1]]) }));
  await opened({ "p.zip": archive }, ["p.zip"], ({ exports: [found] }) => {
    assert.deepEqual(outline(found).faults, ["missing"]);
    assert.match(found.problems[0].error.message, /-part-0001\.zip/);
    assert.equal(found.whole, false);
  });
});

Deno.test("openInputs() tells of an inner zip that is damaged, and reads the rest", async () => {
  const broken = zip(part).fill(0xee, 0, 30);
  const archive = zip(portal(
    { name: CONVERSATIONS, data: zip(part), method: "store" },
    { name: `${UOA}Conversations__abc-chatgpt-0002.zip`, data: broken.fill(0xee), method: "store" },
  ));
  await opened({ "p.zip": archive }, ["p.zip"], ({ exports: [found] }) => {
    assert.equal(found.conversationFiles.length, 2);
    assert.deepEqual(outline(found).faults, ["directory"]);
    assert.equal(found.whole, false);
  });
});

Deno.test("openInputs() says why nothing of a portal zip can be read", async () => {
  const archive = zip(portal({ name: CONVERSATIONS, data: new Uint8Array(500).fill(0xee) }));
  await assert.rejects(opened({ "p.zip": archive }, ["p.zip"], () => {}), {
    name: "CannotRunError",
    message: /: nothing of it can be read \(Cannot read "Conversations__abc-chatgpt-0001\.zip" as a zip archive/,
  });
});

Deno.test("openInputs() reads a portal zip that was cut off inside an inner zip", async () => {
  for (const method of ["store", "deflate"] as const) {
    const inner = zip([part[1], { name: "conversations-001.json", data: conversations("b", "c"), method: "store" }, {
      name: "file-x.dat",
      data: Uint8Array.from({ length: 5000 }, (_, i) => Math.imul(i, 2654435761) >>> 13),
    }]);
    const whole = zip(portal({ name: CONVERSATIONS, data: inner, method }));
    const cut = whole.slice(0, whole.length - 3000);
    await opened({ "p.zip": cut }, ["p.zip"], async ({ exports: [found] }) => {
      assert.equal(found.conversationFiles.length, 2, method);
      assert.equal(await textOf(found.conversationFiles[1]), conversations("b", "c"));
      assert.ok(outline(found).faults.includes("directory"));
      assert.equal(found.whole, false);
    });
  }
});

Deno.test("openInputs() reads JSON of unknown names in personal/conversations by its shape", async () => {
  const inner = zip([
    { name: "personal/conversations/part-a.json", data: conversations("a") },
    { name: "personal/conversations/index.json", data: '{"version":1}' },
  ]);
  await opened({ "p.zip": zip(portal({ name: CONVERSATIONS, data: inner })) }, ["p.zip"], ({ exports: [found] }) => {
    assert.deepEqual(outline(found).conversations, [`${CONVERSATIONS}!/personal/conversations/part-a.json`]);
  });
});

Deno.test("openInputs() goes only so deep into archives inside archives", async () => {
  let bytes = zip(settings("deep"));
  for (let i = 0; i < 5; i++) {
    bytes = zip([{ name: `level-${i}.zip`, data: bytes, method: i % 2 ? "store" : "deflate" }]);
  }
  await assert.rejects(opened({ "a.zip": bytes }, ["a.zip"], () => {}), { name: "CannotRunError" });
  await opened({ "a.zip": bytes }, ["a.zip"], ({ exports: [found] }) => {
    assert.equal(found.conversationFiles.length, 1);
    assert.match(found.path, /a\.zip!\/level-4\.zip!\/level-3\.zip!\//);
  }, { maxDepth: 6 });
});

Deno.test("openInputs() opens a limited number of archives", async () => {
  const one = zip(settings("x"));
  const many = zip(Array.from({ length: 20 }, (_, i) => ({ name: `e${i}.zip`, data: one, method: "store" as const })));
  await opened({ "a.zip": many }, ["a.zip"], ({ exports }) => {
    assert.equal(exports.filter((each) => each.conversationFiles.length > 0).length, 9);
    assert.equal(exports.flatMap((each) => each.problems).length, 11);
  }, { maxArchives: 10 });
});

Deno.test("openInputs() keeps wrapper zips and bytes before an inner zip apart from each other", async () => {
  const wrapped = zip([{
    name: "my/export.zip",
    data: join([new Uint8Array(99), zip(settings("a"))]),
    method: "store",
  }]);
  await opened({ "outer 2025-03-04.zip": wrapped }, ["outer 2025-03-04.zip"], async ({ exports: [found] }) => {
    assert.equal(await textOf(found.conversationFiles[0]), conversations("a"));
    assert.equal(found.exportedAt, Date.UTC(2025, 2, 4));
    assert.equal(found.whole, true);
  });
});
