import assert from "node:assert/strict";
import { fileName } from "../../core/names.ts";

const ZONES = ["Pacific/Kiritimati", "America/Los_Angeles", "UTC"];

/** Calls work as if the machine stood in another zone. */
function inZones(work: () => void): void {
  const before = Deno.env.get("TZ");
  const offsets = new Set<number>();
  try {
    for (const zone of ZONES) {
      Deno.env.set("TZ", zone);
      offsets.add(new Date(0).getTimezoneOffset());
      work();
    }
  } finally {
    if (before === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", before);
  }
  assert.equal(offsets.size, ZONES.length, "the zone of this process did change");
}

Deno.test("rule 9: days are UTC, never the machine's zone", () => {
  const late = Date.UTC(2024, 4, 1, 23, 30);
  const early = Date.UTC(2024, 4, 1, 0, 30);
  inZones(() => {
    for (const createdAt of [late, early]) assert.match(fileName({ createdAt, id: "a" }), /^2024-05-01_/);
  });
});

Deno.test("rule 9: nothing in the core asks for local time or the machine's language", async () => {
  const wrong: string[] = [];
  const local =
    /\.(getFullYear|getMonth|getDate|getDay|getHours|getMinutes|getTimezoneOffset|toLocale\w*|toString)\(\)/;
  const visit = async (folder: URL): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) await visit(new URL(`${name}/`, folder));
      else if (name.endsWith(".ts")) {
        const text = await Deno.readTextFile(new URL(name, folder));
        for (const line of text.split("\n")) {
          if (local.test(line) && (/Date|Locale/.test(line) || !/toString\(\)/.test(line))) {
            wrong.push(`${name}: ${line.trim()}`);
          }
        }
      }
    }
  };
  await visit(new URL("../../core/", import.meta.url));
  assert.deepEqual(wrong, []);
});
