/** The pieces of the line that a script prints. */
import assert from "node:assert/strict";
import { shortened } from "../../../cli/script/permissions.ts";
import { shellWord } from "../../../cli/shell.ts";

Deno.test("shortened() leaves out what lies in another path, and only that", () => {
  assert.deepEqual(
    shortened({ read: ["/a/b", "a/../b", "b/c", "bc", "/x", "/x/y", "../w"], write: ["."], net: ["h:1"] }, "/a"),
    { read: ["b", "bc", "/x", "../w"], write: ["."], net: ["h:1"] },
  );
  assert.deepEqual(shortened({ read: ["/", "/etc", "q"] }, "/home"), { read: ["/"] });
});

Deno.test("shellWord() gives a shell the word back as it is", async () => {
  const words = [
    "",
    "a",
    "-x",
    "~",
    "~/a",
    "a~",
    "=ls",
    "a=b",
    "a b",
    "it's",
    "$HOME",
    "`x`",
    "a\nb",
    "*",
    "\\",
    '"',
    "é",
    "%1",
    "{a,b}",
    "#a",
    "!x",
  ];
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `printf '%s\\0' ${words.map(shellWord).join(" ")}`],
  }).output();
  assert.deepEqual(new TextDecoder().decode(stdout).split("\0").slice(0, -1), words);
});
