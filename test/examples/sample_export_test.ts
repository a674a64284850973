import assert from "node:assert/strict";
import type { JsonObject } from "../../core/conversation.ts";
import { sampleExport, type SampleExportOptions, sampleExportZip } from "../../examples/sample_export/mod.ts";
import { unzip } from "../support/unzip.ts";

type Node = { id: string; parent: string | null; children: string[]; message: JsonObject | null };
type Sample = {
  id: string;
  title: string | null;
  update_time: number;
  current_node: string;
  mapping: { [id: string]: Node };
};

function conversations(options?: SampleExportOptions): Map<string, Sample> {
  const { files } = sampleExport(options);
  const shards = Array.from(files.keys()).filter((path) => /^conversations-\d+\.json$/.test(path));
  assert.ok(shards.length > 1);
  return new Map(
    shards.flatMap((path) => JSON.parse(new TextDecoder().decode(files.get(path))) as Sample[]).map((c) => [c.id, c]),
  );
}

Deno.test("sampleExport() gives the same bytes each time, and they unzip to its files", () => {
  const bytes = sampleExportZip();
  assert.deepEqual(bytes, sampleExportZip());
  assert.deepEqual(unzip(bytes), sampleExport().files);
  assert.match(sampleExport().name, /^[0-9a-f]{64}-2026-06-14-09-12-44-[0-9a-f]{32}\.zip$/);
});

Deno.test("sampleExport() lists every file with its size in the manifest", () => {
  const { files } = sampleExport();
  const manifest = JSON.parse(new TextDecoder().decode(files.get("export_manifest.json")));
  const listed = manifest.export_files as { path: string; size_bytes: number }[];
  assert.deepEqual(
    listed.map(({ path, size_bytes }) => [path, size_bytes]),
    Array.from(files).filter(([path]) => path !== "export_manifest.json").map(([path, data]) => [path, data.length]),
  );
});

Deno.test("sampleExport() makes proper trees: links agree both ways and the shown node is a leaf", () => {
  for (const edition of [1, 2] as const) {
    for (const { mapping, current_node, title } of conversations({ edition }).values()) {
      assert.deepEqual(mapping[current_node].children, [], `${title}`);
      for (const [id, node] of Object.entries(mapping)) {
        assert.equal(node.id, id);
        if (node.parent !== null) assert.ok(mapping[node.parent].children.includes(id));
        for (const child of node.children) assert.equal(mapping[child].parent, id);
      }
    }
  }
});

Deno.test("sampleExport() ships every picture and clip it points to, in the stated size, but one that has expired", () => {
  const { files } = sampleExport();
  const text = JSON.stringify(Array.from(conversations().values()));
  const sizes = new Map(
    Array.from(
      text.matchAll(/:\/\/(file[-_]\w+)","(?:format":"wav",")?size_bytes":(\d+)/g),
      ([, id, size]) => [id, Number(size)],
    ),
  );
  assert.equal(sizes.size, 5);
  for (const [id, size] of sizes) assert.equal(files.get(`${id}.dat`)?.length, size, id);
  assert.match(text, /IMG_0412\.jpg/);
});

Deno.test("sampleExport({ edition: 2 }) changes, renames, adds and removes one conversation each and leaves the rest alone", () => {
  const [first, second] = [conversations(), conversations({ edition: 2 })];
  const titles = (some: Iterable<Sample>) => Array.from(some, ({ title }) => title).sort();
  assert.deepEqual(titles([...first.values()].filter(({ id }) => !second.has(id))), ["Tide table for Saturday"]);
  assert.deepEqual(titles([...second.values()].filter(({ id }) => !first.has(id))), ["Packing for the night train"]);
  const changed = [...second.values()].filter((now) => {
    const before = first.get(now.id);
    return before !== undefined && JSON.stringify(before) !== JSON.stringify(now);
  });
  assert.deepEqual(titles(changed), ["Names for Quire", "Why is my sourdough flat?"]);
  for (const now of changed) assert.ok(now.update_time > first.get(now.id)!.update_time);
  const loaf = changed.find(({ title }) => title?.includes("sourdough"))!;
  const before = first.get(loaf.id)!.mapping;
  assert.equal(Object.keys(before).filter((id) => !(id in loaf.mapping)).length, 1);
  assert.equal(Object.keys(loaf.mapping).filter((id) => !(id in before)).length, 3);
  for (const [id, node] of Object.entries(loaf.mapping)) {
    if (id in before) assert.deepEqual(node.message, before[id].message);
  }
});
