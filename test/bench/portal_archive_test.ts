/**
 * `import` of a portal export of the shape of a large real one, with its archive: what lies on the disk is compared with
 * what the generator wrote. `THREADLOOM_MEDIA_SCALE=1` makes it as large as the real one was, and measures.
 *
 * @module
 */
import assert from "node:assert/strict";
import { hash } from "node:crypto";
import process from "node:process";
import { type GeneratedMedia, generateMedia } from "../../bench/generate_media.ts";
import { inFolder } from "../plugins/chatgpt/input/workbench.ts";

const SCALE = Number(process.env.THREADLOOM_MEDIA_SCALE ?? 0.03);
/** Most memory of the process, where it is measured. */
const MOST_KILOBYTES = 293_000;

const command = new URL("../../cli/mod.ts", import.meta.url).pathname;
const decoder = new TextDecoder();

interface Manifest {
  conversationId: string;
  media: { pointer: string; file: string; sha256: string }[];
  missing: { pointer: string }[];
}

/** Runs the command in a process of its own; resolves with its report and the kilobytes it took, where the system says. */
async function imported(path: string, out: string) {
  const started = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", command, "import", path, "--out", out, "--json"],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let kilobytes = 0;
  const look = async () => {
    try {
      const status = await Deno.readTextFile(`/proc/${child.pid}/status`);
      kilobytes = Math.max(kilobytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch (error) {
      // It has ended, or the system has no such files.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  };
  const watch = setInterval(look, 100);
  const { code, stdout } = await child.output();
  clearInterval(watch);
  assert.equal(code, 0);
  const report = JSON.parse(decoder.decode(stdout).trimEnd().split("\n").at(-1)!);
  return { report, kilobytes, ms: performance.now() - started };
}

/** Everything that lies in an archive: manifests, hashes of media with their places on the disk, times of change. */
async function archived(archive: string) {
  const manifests = new Map<string, { folder: string; manifest: Manifest }>();
  const inodes = new Map<string, Set<number | null>>();
  const changed = new Map<string, number | undefined>();
  const folders = [archive];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory) {
        folders.push(path);
        continue;
      }
      const { ino, mtime } = await Deno.stat(path);
      changed.set(path, mtime?.getTime());
      if (name === "media_manifest.json") {
        const manifest: Manifest = JSON.parse(await Deno.readTextFile(path));
        manifests.set(manifest.conversationId, { folder, manifest });
      } else if (folder.endsWith("/media")) {
        const sha256 = hash("sha256", await Deno.readFile(path), "hex");
        inodes.set(sha256, (inodes.get(sha256) ?? new Set()).add(ino));
      }
    }
  }
  return { manifests, inodes, changed };
}

async function compare(
  { truth, conversations }: GeneratedMedia,
  { manifests, inodes }: Awaited<ReturnType<typeof archived>>,
): Promise<void> {
  const wrong: string[] = [];
  assert.equal(manifests.size, conversations.unique);
  for (const [id, { folder, manifest: { media, missing } }] of manifests) {
    const wanted = truth.get(id) ?? [];
    const found = new Map<string, string>(missing.map(({ pointer }) => [pointer, "missing"]));
    for (const { pointer, file, sha256 } of media) {
      const bytes = await Deno.readFile(`${folder}/${file}`);
      assert.equal(hash("sha256", bytes, "hex"), sha256);
      found.set(pointer, decoder.decode(bytes));
    }
    for (const { pointer, holds } of wanted) {
      if (found.get(pointer) !== holds) wrong.push(`${id} ${pointer}: ${found.get(pointer)}, expected ${holds}`);
    }
    if (found.size !== wanted.length) wrong.push(`${id}: ${found.size} media, expected ${wanted.length}`);
  }
  assert.deepEqual(wrong, []);
  for (const id of truth.keys()) assert.ok(manifests.has(id), id);
  const twice = [...inodes].filter(([, places]) => places.size > 1 && !places.has(null));
  assert.deepEqual(twice, [], "the same bytes lie on the disk once");
}

Deno.test("import puts every media file of a portal export into its conversation's folder, once, and a second one touches nothing", async () => {
  await inFolder({}, async (folder) => {
    const [path, out] = [`${folder}/portal.zip`, `${folder}/out`];
    const made = await generateMedia({ path, scale: SCALE });
    const first = await imported(path, out);
    const after = await archived(`${out}/archive`);
    await compare(made, after);
    const { read, dead } = first.report.source;
    assert.deepEqual({ read, dead }, { read: made.conversations.unique, dead: 0 });
    const second = await imported(path, out);
    assert.equal(second.report.source.unchanged, made.conversations.unique);
    for (const { puts, deletes } of Object.values<{ puts: number; deletes: number }>(second.report.sinks)) {
      assert.deepEqual({ puts, deletes }, { puts: 0, deletes: 0 });
    }
    const { changed } = await archived(`${out}/archive`);
    assert.deepEqual(changed, after.changed);
    if (SCALE < 1) return;
    const told = [first, second].map(({ ms, kilobytes }) => `${(ms / 1000).toFixed(1)} s, ${kilobytes >> 10} MB`);
    await Deno.stdout.write(new TextEncoder().encode(`import: ${told[0]}; again: ${told[1]}\n`));
    assert.ok(first.kilobytes <= MOST_KILOBYTES && second.kilobytes <= MOST_KILOBYTES, told.join("; "));
  });
});
