import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import { asset, bytes, chat, contents, conversation, folderOf, follow, message, png } from "./support.ts";

function sha256(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function manifest(path: string, title = "T"): { media: Record<string, unknown>[]; missing: Record<string, unknown>[] } {
  return JSON.parse(Deno.readTextFileSync(`${path}/${folderOf(path, title)}/media_manifest.json`));
}

const HI = [message("user", ["Hi"], { id: "m" })];

Deno.test("the manifest says of each asset where its bytes are and how they were found, or why there are none", () =>
  inFolder(async (path) => {
    const assets = [
      asset("file-a", png("a"), { name: "holiday.dat", messageId: "m" }),
      asset("file-b", bytes("a,b\n1,2\n"), {
        kind: "file",
        name: "table.csv",
        mediaType: "text/csv",
        match: { strategy: "unique name", confidence: "probable" },
      }),
      asset("file-c", png(), { open: undefined, missing: "the export does not hold it", messageId: "m" }),
    ];
    await follow({ path }, [conversation(HI, { assets })]);
    const files = [
      `${sha256(png("a")).slice(0, 12)}_holiday.png`,
      `${sha256(bytes("a,b\n1,2\n")).slice(0, 12)}_table.csv`,
    ];
    assert.deepEqual(JSON.parse(await Deno.readTextFile(`${path}/${folderOf(path, "T")}/media_manifest.json`)), {
      conversationId: "c1",
      media: [
        {
          pointer: "file-service://file-a",
          messageId: "m",
          strategy: "asset map",
          confidence: "exact",
          file: `media/${files[0]}`,
          sha256: sha256(png("a")),
          bytes: png("a").length,
          mediaType: "image/png",
          source: "file-a.dat",
        },
        {
          pointer: "file-service://file-b",
          messageId: null,
          strategy: "unique name",
          confidence: "probable",
          file: `media/${files[1]}`,
          sha256: sha256(bytes("a,b\n1,2\n")),
          bytes: 8,
          mediaType: "text/csv",
          source: null,
        },
      ],
      missing: [{ pointer: "file-service://file-c", messageId: "m", reason: "the export does not hold it" }],
    });
    assert.deepEqual(await Deno.readFile(`${path}/${folderOf(path, "T")}/media/${files[0]}`), png("a"));
  }));

Deno.test("the same bytes are one file in a conversation, and one file on disk over conversations", () =>
  inFolder(async (path) => {
    const both = (id: string) => [asset(`1${id}`, png()), asset(`2${id}`, png(), { name: "other.png" })];
    const records = ["a", "b"].map((id) => conversation(HI, { id, title: id, assets: both(id) }));
    await follow({ path }, records);
    const media = Object.keys(contents(path)).filter((name) => name.includes("/media/"));
    assert.equal(media.length, 2);
    assert.equal(Deno.statSync(`${path}/${media[0]}`).ino, Deno.statSync(`${path}/${media[1]}`).ino);
    assert.deepEqual(
      manifest(path, "a").media.map(({ file }) => file),
      Array(2).fill(media[0].slice(media[0].indexOf("media/"))),
    );
    const index = JSON.parse(await Deno.readTextFile(`${path}/media_index.json`));
    assert.deepEqual([index.summary.total_media_files, index.summary.unique_media_files], [2, 1]);
    assert.deepEqual(index.conversation_to_media.a, [
      { path: media[0], filename: media[0].split("/").at(-1), type: "uploaded_file", size: png().length },
    ]);
    assert.equal(index.file_id_to_media["1b"][0].path, media[1]);
    assert.equal(index.file_service_to_media["file-service://2a"][0].path, media[0]);
  }));

Deno.test("with links: copy, and where there are no links, the same bytes are a file each", () =>
  inFolder(async (folder) => {
    const { files } = pluginContext();
    const context = pluginContext({ files: { ...files, link: () => Promise.resolve(false) } });
    for (const [links, how] of [["copy", {}], ["hard", { context }]] as const) {
      const path = `${folder}/${links}`;
      await follow({ path, links }, [chat("a", "A", "x", 1, png()), chat("b", "B", "x", 1, png())], how);
      const media = Object.keys(contents(path)).filter((name) => name.includes("/media/"));
      assert.equal(media.length, 2);
      assert.notEqual(Deno.statSync(`${path}/${media[0]}`).ino, Deno.statSync(`${path}/${media[1]}`).ino);
      for (const name of media) assert.deepEqual(await Deno.readFile(`${path}/${name}`), png());
    }
  }));

Deno.test("a stream is read once, also when its conversation changes or is renamed", () =>
  inFolder(async (path) => {
    const reads = { count: 0 };
    const record = (title: string, text: string, updatedAt: number) =>
      conversation([message("user", [text], { id: "m" })], {
        title,
        updatedAt,
        assets: [asset("x", png(), {}, reads)],
      });
    await follow({ path }, [record("T", "one", 1)]);
    await follow({ path }, [record("T", "two", 2)]);
    await follow({ path }, [record("U", "two", 3)]);
    assert.equal(reads.count, 1);
    assert.equal(Object.keys(contents(path)).filter((name) => name.includes("/media/")).length, 1);
  }));

Deno.test("media that a newer export no longer has stay; those that no asset names any more go", () =>
  inFolder(async (path) => {
    await follow({ path }, [conversation(HI, { assets: [asset("x", png("x")), asset("y", png("y"))] })]);
    const gone = { ...asset("x", png("x")), open: undefined, match: undefined, missing: "the export does not hold it" };
    await follow({ path }, [conversation(HI, { updatedAt: 2, assets: [gone] })]);
    assert.deepEqual(manifest(path).media.map(({ pointer }) => pointer), ["file-service://x"]);
    assert.equal(Object.keys(contents(path)).filter((name) => name.includes("/media/")).length, 1);
    assert.deepEqual(manifest(path).missing, []);
    const [kept] = JSON.parse(contents(path)[`${folderOf(path, "T")}/conversation.json`]).assets;
    assert.deepEqual([kept.match.strategy, kept.missing], ["asset map", undefined]);
  }));

Deno.test("a file that no message names stays when a newer export comes without it, and is no second file when it comes again", () =>
  inFolder(async (path) => {
    const match = { strategy: "folder of the conversation", confidence: "exact", evidence: "c1/a.png" } as const;
    const found = (id: string) => asset(id, png("x"), { name: "a.png", match: { ...match, added: true } });
    await follow({ path }, [conversation(HI, { assets: [found("c1/a.png")] })]);
    const first = manifest(path).media;
    const counts: string[] = [];
    const context = pluginContext({ count: (name) => void counts.push(name) });
    await follow({ path }, [conversation(HI, { updatedAt: 2 })], { context });
    assert.deepEqual([manifest(path).media, counts], [first, ["media kept from earlier exports"]]);
    assert.match(contents(path)[`${folderOf(path, "T")}/conversation.html`], /<figcaption>a\.png/);
    await follow({ path }, [conversation(HI, { updatedAt: 3, assets: [found("other/a.png")] })]);
    assert.deepEqual(manifest(path).media.map(({ file }) => file), first.map(({ file }) => file));
  }));

Deno.test("media stay when a newer export holds damaged bytes of them", () =>
  inFolder(async (path) => {
    await follow({ path }, [conversation(HI, { assets: [asset("x", png("x"))] })]);
    const broken = asset("x", png("x"), {
      size: 7,
      open: () => Promise.reject(new Error("it is encrypted")),
    });
    await follow({ path }, [conversation(HI, { updatedAt: 2, assets: [broken] })]);
    assert.deepEqual([manifest(path).media.length, manifest(path).missing], [1, []]);
  }));

Deno.test("media: false leaves bytes out, and none that were written before", () =>
  inFolder(async (path) => {
    await follow({ path }, [conversation(HI, { assets: [asset("x", png("x"))] })]);
    const reads = { count: 0 };
    const assets = [asset("x", png("x")), asset("y", png("y"), {}, reads)];
    await follow({ path, media: false }, [conversation(HI, { updatedAt: 2, assets })]);
    assert.deepEqual(manifest(path).media.map(({ pointer }) => pointer), ["file-service://x"]);
    assert.match(String(manifest(path).missing[0].reason), /keeps no media/);
    assert.equal(reads.count, 0);
    await follow({ path }, [conversation(HI, { updatedAt: 3, assets })]);
    assert.deepEqual([manifest(path).media.length, manifest(path).missing.length], [2, 0]);
  }));

Deno.test("a stream that breaks, or whose bytes are damaged, is missing with the reason; the conversation is written", () =>
  inFolder(async (path) => {
    const broken = asset("x", png(), {
      open: () =>
        Promise.resolve(ReadableStream.from((function* () {
          yield png();
          throw new Error(`Cannot read "x.dat": its CRC is wrong`);
        })())),
    });
    const refused = asset("y", png(), { open: () => Promise.reject(new Error("it is encrypted")) });
    const counts: string[] = [];
    const context = pluginContext({ count: (name) => void counts.push(name) });
    const { failures } = await follow(
      { path },
      [conversation(HI, { assets: [broken, refused, asset("z", png("z"))] })],
      { context },
    );
    assert.deepEqual([failures, counts], [[], ["damaged media", "damaged media"]]);
    assert.deepEqual(manifest(path).missing.map(({ reason }) => reason), [
      `its bytes cannot be read: Cannot read "x.dat": its CRC is wrong`,
      "its bytes cannot be read: it is encrypted",
    ]);
    assert.equal(manifest(path).media.length, 1);
    assert.deepEqual(Object.keys(contents(path)).filter((name) => name.includes("incoming")), []);
  }));

Deno.test("no browser runs what was attached: pages, scripts and drawings get another extension", () =>
  inFolder(async (path) => {
    const page = "<!DOCTYPE html><script>alert(1)</script>";
    const names: [name: string, data: Uint8Array, extension: string][] = [
      ["a.html", bytes(page), ".html.txt"],
      ["b.js", bytes("alert(1)"), ".js.txt"],
      ["c.mjs", bytes("alert(3)"), ".mjs.txt"],
      ["d.svg", bytes(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), ".svg.txt"],
      ["e.XHTML", bytes(page + 1), ".XHTML.txt"],
      ["f.png", bytes(page + 2), ".png"],
      ["g", bytes(page + 3), ".txt"],
      ["h.exe", new Uint8Array([77, 90, 0, 1]), ".exe.bin"],
      ["../../i.hta", bytes(page + 4), "_i.hta.txt"],
      ["con.lnk", new Uint8Array([0, 1]), ".lnk.bin"],
      ["j.dat", png(), "_j.png"],
      ["k.jpeg", png("k"), ".jpeg.png"],
      ["l\u202egnp.sj", bytes("alert(2)"), "_lgnp.sj.txt"],
      ["m.docx", bytes("PK\x03\x04"), ".docx"],
    ];
    const assets = names.map(([name, data], i) => asset(`f${i}`, data, { kind: "file", name, mediaType: "text/html" }));
    await follow({ path }, [conversation(HI, { assets })]);
    const files = manifest(path).media.map(({ file }) => String(file));
    for (const [i, [name, , extension]] of names.entries()) {
      assert.ok(files[i].endsWith(extension) && /^media\/[0-9a-f]{12}_[^/\\]+$/.test(files[i]), `${name}: ${files[i]}`);
    }
    const html = await Deno.readTextFile(`${path}/${folderOf(path, "T")}/conversation.html`);
    assert.equal(html.match(/<img /g)?.length, 2, "only what is an image by its content is shown as one");
  }));

Deno.test("media_index.json counts generated images and what code wrote by where they lay, too", () =>
  inFolder(async (path) => {
    const found = (evidence: string) => ({ match: { strategy: "id in name", confidence: "exact" as const, evidence } });
    const assets = [
      asset("a", png("a"), found("dalle-generations/a-1.webp")),
      asset("b", png("b"), found("personal/dallelabs/user-x/generations/generation-1/image.png")),
      asset("c", png("c"), found("personal/files/c1/s1/mnt/data/plot.png")),
      asset("d", png("d"), { metadata: { image_gen_generation_id: "gen_1" } }),
      asset("e", png("e")),
    ];
    await follow({ path }, [conversation(HI, { assets })]);
    const { summary } = JSON.parse(await Deno.readTextFile(`${path}/media_index.json`));
    assert.deepEqual([summary.dalle_images, summary.code_outputs, summary.uploaded_files], [3, 1, 1]);
  }));
