import assert from "node:assert/strict";
import { fc } from "../../../deps/fast_check.ts";
import { search } from "../../../plugins/sqlite/mod.ts";
import { searching } from "./search_support.ts";
import { bring, conversation, inFolder, message, openStore } from "./support.ts";

Deno.test("search() follows edits and deletes", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    const open = await openStore(path);
    await bring(open, conversation("c", [message("a", "apples"), message("b", "bananas")], { title: "Fruit" }));
    assert.equal(search(path, "apples").length, 1);
    await bring(open, conversation("c", [message("a", "cherries")], { title: "Berries" }));
    for (const gone of ["apples", "bananas", "fruit"]) assert.deepEqual(search(path, gone), [], gone);
    for (const there of ["cherries", "berries"]) assert.equal(search(path, there).length, 1, there);
    await open.close();
  }));

Deno.test("search() says what filters there are", () =>
  searching((ids) => {
    assert.throws(() => ids("rol:user"), {
      name: "SyntaxError",
      message:
        'Cannot search for "rol:user": no filter "rol", expected role:, title:, model:, after:, before:, hidden:, ' +
        "or quotation marks around the words",
    });
    assert.throws(() => ids("role:bot"), /no role "bot", expected user, assistant, system, tool/);
    assert.throws(() => ids("after:yesterday"), /no day "yesterday", expected YYYY-MM-DD, YYYY-MM or YYYY/);
    assert.throws(() => ids("before:2024-02-30"), /no day "2024-02-30"/);
    assert.throws(() => ids("-after:2024"), /dates have no opposite, expected before:/);
    assert.throws(() => ids("hidden:maybe"), /"maybe" is no choice, expected no, yes, only/);
    assert.throws(() => ids("title:!!"), /no word to look for/);
    assert.throws(() => ids("x after:2024", { timeZone: "Mars/Base" }), /Cannot search in time zone "Mars\/Base"/);
    assert.throws(() => ids("x", { limit: 0 }), /limit is 0/);
    assert.throws(() => ids("x ".repeat(65)), /65 words, at most 64/);
    assert.throws(() => ids("x".repeat(1001)), /1001 characters/);
    assert.deepEqual(ids('"rol:user"'), []);
  }));

Deno.test("search() takes any text", () =>
  searching((ids) => {
    for (
      const query of [
        "",
        " ",
        '"',
        '""',
        "*",
        "-",
        "OR",
        "OR OR",
        "-OR",
        "a OR",
        "!!!",
        "😀",
        "NOT",
        "AND",
        "(",
        "{x}:y",
        "a:",
        ":",
        "\0",
        '"*',
        "NEAR(a b)",
        "^a",
        "東".repeat(900),
        "a ".repeat(64),
        "-😀 role:user",
        "a\0b",
      ]
    ) {
      ids(query);
    }
    assert.deepEqual(ids("😀 role:user"), []);
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.constantFrom('"', "*", "-", " OR ", "東京", "\0", "title:a", " "),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        try {
          ids(pieces.join(""));
        } catch (error) {
          assert.match(String(error), /^(SyntaxError: Cannot search for|RangeError: Cannot search)/);
        }
      }),
      { numRuns: 300 },
    );
  }));
