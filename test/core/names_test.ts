import assert from "node:assert/strict";
import { fileName, safeName, shortId } from "../../core/names.ts";
import { fc } from "../../deps/fast_check.ts";

const bytes = (text: string) => new TextEncoder().encode(text).length;
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$/i;

/** Letters that names are broken with, among all others. */
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.array(
    fc.constantFrom(
      "CON",
      "com¹",
      ".",
      " ",
      "/",
      "\\",
      "\0",
      "\u202e",
      "\u200d",
      "é",
      "e\u0301",
      "\ud800",
      "👨‍👩‍👧",
      "a",
      "nul.",
      ":",
    ),
  ).map((
    parts,
  ) => parts.join("")),
);

function assertSafe(name: string): void {
  assert.notEqual(name, "");
  assert.ok(bytes(name) <= 255, name);
  assert.equal(name, name.normalize("NFC"));
  assert.ok(name.isWellFormed());
  assert.doesNotMatch(name, /[<>:"/\\|?*]|[\p{Cc}\p{Cf}\u2028\u2029]/u);
  assert.doesNotMatch(name, /^[. ]|[. ]$/);
  assert.doesNotMatch(name, DEVICE);
}

Deno.test("fileName() is UTC date, title and short id", () => {
  const createdAt = Date.UTC(2024, 4, 1, 23, 59);
  assert.equal(
    fileName({ createdAt, title: "Soup: hot / cold?", id: "abc", extension: "md" }),
    `2024-05-01_Soup hot cold_${shortId("abc")}.md`,
  );
  assert.equal(fileName({ id: "abc" }), `undated_untitled_${shortId("abc")}`);
  assert.equal(fileName({ createdAt: 0, title: " ... ", id: "abc" }), `1970-01-01_untitled_${shortId("abc")}`);
});

Deno.test("fileName() says undated for times that no calendar of four digits has", () => {
  for (const createdAt of [NaN, Infinity, 8.64e15, -8.64e15, 1e300, 253_402_300_800_000]) {
    assert.match(fileName({ createdAt, id: "x" }), /^undated_/);
  }
  assert.match(fileName({ createdAt: -1, id: "x" }), /^1969-12-31_/);
});

Deno.test("fileName() removes bidi and zero-width controls and keeps emoji", () => {
  assert.equal(
    fileName({ title: "in\u202egpj\u200b.exe \u{E0041}☕\ufe0f ok\t\n2", id: "x" }),
    `undated_ingpj.exe ☕\ufe0f ok 2_${shortId("x")}`,
  );
});

Deno.test("fileName() cuts between graphemes, by length and by bytes", () => {
  const flags = "🇫🇷".repeat(100);
  assert.equal(fileName({ title: flags, id: "x" }).split("_")[1], "🇫🇷".repeat(22));
  assert.equal(fileName({ title: "ab ".repeat(1e6), id: "x" }).split("_")[1].length, 59);
  const stacked = fileName({ title: "e" + "\u0301".repeat(5000), id: "x", extension: "md" });
  assert.ok(bytes(stacked) <= 255 && stacked.includes("é"));
});

Deno.test("fileName() refuses an extension that is more than letters", () => {
  assert.throws(() => fileName({ id: "x", extension: "../md" }), /Cannot name a file with the extension "\.\.\/md"/);
});

Deno.test("fileName() is safe everywhere, whatever the parts are, and always the same", () => {
  fc.assert(fc.property(hostile, hostile, fc.option(fc.double(), { nil: undefined }), (title, id, createdAt) => {
    const name = fileName({ title, id, createdAt, extension: "md" });
    assertSafe(name);
    assert.equal(name, fileName({ title, id, createdAt, extension: "md" }));
  }));
});

Deno.test("fileName() gives two ids two names, also where case is not seen", () => {
  fc.assert(fc.property(hostile, hostile, fc.string(), (a, b, title) => {
    fc.pre(a.toWellFormed() !== b.toWellFormed());
    assert.notEqual(fileName({ title, id: a }).toLowerCase(), fileName({ title, id: b }).toLowerCase());
  }));
  const ids = Array.from({ length: 5000 }, (_, n) => `00000000-0000-0000-0000-${n}`);
  assert.equal(new Set(ids.map(shortId)).size, ids.length);
});

Deno.test("safeName() steps aside for device names", () => {
  assert.equal(safeName("CON"), "CON_");
  assert.equal(safeName("com¹.txt"), "com¹_.txt");
  assert.equal(safeName("LPT9 .log"), "LPT9_ .log");
  assert.equal(safeName("console"), "console");
});

Deno.test("safeName() is safe everywhere, whatever the text is", () => {
  fc.assert(fc.property(hostile, (text) => assertSafe(safeName(text))));
  fc.assert(fc.property(hostile, fc.integer({ min: 16, max: 64 }), (text, maxBytes) => {
    assert.ok(bytes(safeName(text, { maxBytes })) <= maxBytes);
  }));
});
