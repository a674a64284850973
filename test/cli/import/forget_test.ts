/** What forget takes: ids, and the links that search shows in their place. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { threadloom } from "../support.ts";
import { BREAD, inFolder, report, SEA, TEA, writeExport } from "./support.ts";

Deno.test("forget takes a conversation by the link that search shows, and by its id", () =>
  inFolder(async (cwd) => {
    const odd = { ...SEA, id: "c%ä" };
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD, odd], 1);
    await report(cwd, 0, "import", "one.zip", "--no-archive");
    const links = [
      "https://chatgpt.com/c/c1?model=auto",
      "https://chat.openai.com/g/g-x/c/c1",
      `https://chatgpt.com/c/${encodeURIComponent(odd.id)}`,
    ];
    assert.deepEqual(await report(cwd, 0, "forget", ...links, "c2"), {
      ids: ["c1", odd.id, "c2"],
      undo: false,
      units: 3,
      entries: 9,
    });
    // What is no link of a conversation, or none that can be read, is an id like any other.
    const others = ["https://chatgpt.com/share/c1", "https://chatgpt.com/c/%zz"];
    const said = await report(cwd, 0, "forget", ...others);
    assert.deepEqual([said.ids, said.units], [others, 0]);
    assert.equal((await threadloom(["search", "Green"], cwd)).code, 0);
    assert.deepEqual((await report(cwd, 0, "forget", links[0], "--undo")).ids, ["c1"]);
  }));
