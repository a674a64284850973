import assert from "node:assert/strict";
import { search } from "../../../plugins/sqlite/mod.ts";
import { conversation, inFolder, message, storeWith } from "./support.ts";

async function snippet(text: string, query: string): Promise<string> {
  let found = "";
  await inFolder(async (folder) => {
    await storeWith(`${folder}/t.db`, conversation("c", [message("m", text)]));
    const [result] = search(`${folder}/t.db`, query, { marks: ["<", ">"] });
    found = result.snippet;
  });
  return found;
}

const padding = "lorem ipsum dolor sit amet ".repeat(40);

Deno.test("snippets show the best matches of a long message", async () => {
  const made = await snippet(`${padding}needle ${padding}the needle in a haystack ${padding}`, "needle haystack");
  assert.match(made, /^….*<needle> in a <haystack> .*…$/);
  assert.ok(made.length < 200, String(made.length));
  assert.match(await snippet(`needle ${padding}`, "needle"), /^<needle> lorem/);
  assert.match(await snippet(`${padding}needle`, "needle"), /<needle>$/);
});

Deno.test("snippets mark whole words, phrases and beginnings, whatever their case and accents", async () => {
  assert.equal(await snippet("Cat catalog CAT", "cat"), "<Cat> catalog <CAT>");
  assert.equal(await snippet("cat catalog", "cat*"), "<cat> <catalog>".replace("<catalog>", "<cat>alog"));
  assert.equal(await snippet("a crème brûlée, e\u0301te\u0301", "creme ete"), "a <crème> brûlée, <e\u0301te\u0301>");
  assert.equal(await snippet("to be, or not to be", '"to be"'), "<to be>, or not <to be>");
  assert.equal(await snippet("明日は東京都庁に行く", "東京"), "明日は<東京>都庁に行く");
  assert.equal(await snippet("한국 학교", "한국"), "<한국> 학교");
});

Deno.test("snippets are one line without control characters, and split no character", async () => {
  assert.equal(await snippet("a\tred\r\n\u001b[0m alert\u202e\0 x", "alert"), "a red [0m <alert> x");
  const made = await snippet("😀".repeat(300) + " needle " + "😀".repeat(300), "needle");
  assert.ok(made.isWellFormed());
  const east = await snippet("東京都".repeat(200) + "大阪" + "東京都".repeat(200), "大阪");
  assert.match(east, /^….*<大阪>.*…$/);
  assert.ok(east.length < 200);
});

Deno.test("snippets of titles' messages begin at the beginning", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    await storeWith(path, conversation("c", [message("m", padding)], { title: "Latin" }));
    assert.match(search(path, "latin")[0].snippet, /^lorem ipsum.*…$/);
  }));
