/** Links and anchors of the pages. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { pages, ROOT } from "./pages.ts";

/** Headings as links name them. */
function anchors(text: string): Set<string> {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, "");
  return new Set(
    [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").trim().replaceAll(" ", "-")
    ),
  );
}

Deno.test("links in every page lead to a file, and to a heading of it", async () => {
  const wrong: string[] = [];
  for (const { path, text } of await pages()) {
    const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, "").replaceAll(/`[^`]*`/g, "");
    for (const [, link, anchor] of prose.matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g)) {
      const target = link === "" ? path : join(dirname(path), link);
      const found = await Deno.stat(join(ROOT, target)).catch(() => undefined);
      if (!found) wrong.push(`${path}: ${link}`);
      else if (anchor && !anchors(await Deno.readTextFile(join(ROOT, target))).has(anchor)) {
        wrong.push(`${path}: ${link}#${anchor}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});
