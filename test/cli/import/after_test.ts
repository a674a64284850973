import assert from "node:assert/strict";
import { join } from "node:path";
import { denoLocks } from "../../../host/locks.ts";
import { packExport, renderExport, thread } from "../../support/exports/mod.ts";
import { lastJson, RUN_ARGS, threadloom } from "../support.ts";
import { BREAD, inFolder, names, report, SEA, TEA, writeExport } from "./support.ts";

Deno.test("import ends with 1 on a dead letter, which dead-letters lists, and replay writes once the export is mended", async () => {
  await inFolder(async (cwd) => {
    const files = renderExport([TEA, BREAD], "A");
    const whole = files.get("conversations.json")!;
    const text = new TextDecoder().decode(whole).replace("Bread", "Br\\ead");
    await Deno.writeFile(
      join(cwd, "one.zip"),
      packExport(new Map([...files, ["conversations.json", new TextEncoder().encode(text)]])),
    );
    const first = await report(cwd, 1, "import", "one.zip", "--jsonl");
    assert.equal(first.status, "partial");
    assert.equal(first.deadLetters, 1);
    await report(cwd, 0, "import", "one.zip", "--max-dead-letters", "1");
    const listed = await report(cwd, 0, "dead-letters", "list");
    assert.equal(listed.unit, "c2");
    assert.match((await threadloom(["dead-letters"], cwd)).out, /^c2 at parse \(chatgpt\)\n/);

    await Deno.writeFile(join(cwd, "one.zip"), packExport(files));
    const replayed = await report(cwd, 0, "dead-letters", "replay");
    assert.equal((replayed.source as { passed: number }).passed, 1);
    assert.match((await threadloom(["dead-letters"], cwd)).out, /There are no dead letters/);
    assert.equal(
      (await Deno.readTextFile(join(cwd, "threadloom/conversations.jsonl"))).trimEnd().split("\n").length,
      2,
    );
  });
});

Deno.test("verify ends with 0 when all is as committed and with 1 when a file is gone", async () => {
  await inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    await report(cwd, 0, "import", "one.zip", "--jsonl");
    assert.equal((await report(cwd, 0, "verify")).status, "ok");
    assert.equal((await report(cwd, 0, "verify", "--source")).status, "ok");
    assert.equal((await report(cwd, 0, "status")).deadLetters, 0);
    await Deno.remove(join(cwd, "threadloom/conversations.jsonl"));
    const { code, out } = await threadloom(["verify"], cwd);
    assert.equal(code, 1);
    assert.match(out, /\n- jsonl .*conversations\.jsonl\n/);
    assert.match(out, /--full .*writes again what is missing or different/);
    assert.equal((await threadloom(["doctor"], cwd)).code, 0);
    await Deno.remove(join(cwd, "threadloom/threadloom.db"));
    const doctor = await threadloom(["doctor"], cwd);
    assert.equal(doctor.code, 1);
    assert.match(doctor.out, /\nWRONG +database .*threadloom\.db is not there\n +→ import your exports again/);
    await Deno.remove(join(cwd, "one.zip"));
    assert.equal((await threadloom(["verify", "--source"], cwd)).code, 2);
    assert.equal((await threadloom(["verify", "one.zip"], cwd)).code, 2);
  });
});

Deno.test("forget takes a conversation out of everything, also without the export, until --undo", async () => {
  await inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    await report(cwd, 0, "import", "one.zip", "--jsonl", "--markdown");
    await Deno.rename(join(cwd, "one.zip"), join(cwd, "moved.zip"));
    const gone = await report(cwd, 0, "forget", "c2");
    assert.equal(gone.units, 1);
    assert.ok(!(await Deno.readTextFile(join(cwd, "threadloom/conversations.jsonl"))).includes("Slowly"));
    assert.equal((await names(join(cwd, "threadloom/markdown"))).filter((name) => name.endsWith(".md")).length, 1);
    assert.match((await threadloom(["search", "slowly"], cwd)).out, /Nothing was found/);
    const again = await report(cwd, 0, "import", "moved.zip");
    assert.equal((again.source as { dropped: number }).dropped, 1);
    await report(cwd, 0, "forget", "c2", "--undo");
    const back = await report(cwd, 0, "import", "moved.zip");
    assert.equal((back.source as { passed: number }).passed, 1);
  });
});

Deno.test("forget leaves a Markdown file that its owner edited, clears all else, and takes it with --overwrite-edited", async () => {
  await inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    await report(cwd, 0, "import", "one.zip", "--jsonl", "--markdown");
    const folder = join(cwd, "threadloom/markdown");
    const [name] = (await names(folder)).filter((name) => name.includes("Bread"));
    await Deno.writeTextFile(join(folder, name), "my note", { append: true });
    const verified = await report(cwd, 1, "verify");
    assert.deepEqual(verified.differences, [
      { mark: "!", sink: "markdown", scope: "c2", key: "c2", detail: "edited by its owner" },
    ]);
    const { out } = await threadloom(["verify"], cwd);
    assert.match(
      out,
      /\nThere are differences\.\nEdited files stay as they are; .* --overwrite-edited writes them again\n$/,
    );

    const { code, err } = await threadloom(["forget", "c2"], cwd);
    assert.equal(code, 2);
    assert.match(err, /its owner edited it .*--overwrite-edited/);
    assert.ok((await names(folder)).includes(name));
    assert.ok(!(await Deno.readTextFile(join(cwd, "threadloom/conversations.jsonl"))).includes("Slowly"));
    await report(cwd, 0, "forget", "c2", "--overwrite-edited");
    assert.ok(!(await names(folder)).includes(name));
    assert.equal((await report(cwd, 0, "verify")).status, "ok");
    assert.match((await threadloom(["dead-letters"], cwd)).out, /There are no dead letters/);
  });
});

Deno.test("the dead letters that --max-dead-letters allows are those of the import and of its outputs together", async () => {
  await inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA, BREAD], 1);
    await report(cwd, 0, "import", "one.zip", "--markdown");
    const folder = join(cwd, "threadloom/markdown");
    const [name] = (await names(folder)).filter((name) => name.includes("Bread"));
    await Deno.writeTextFile(join(folder, name), "my note", { append: true });
    await writeExport(join(cwd, "two.zip"), [TEA, { ...BREAD, title: "Rye bread", updateTime: 1_900_000_000 }], 2);
    assert.equal((await report(cwd, 0, "import", "two.zip", "--max-dead-letters", "1")).deadLetters, 1);
    assert.equal((await report(cwd, 1, "import", "two.zip")).deadLetters, 1);
    const files = renderExport([TEA, { ...BREAD, title: "Rye bread", updateTime: 1_900_000_000 }, SEA], "A");
    const text = new TextDecoder().decode(files.get("conversations.json")!).replace("Holiday plans", "Holi\\day plans");
    await Deno.writeFile(
      join(cwd, "three.zip"),
      packExport(new Map([...files, ["conversations.json", new TextEncoder().encode(text)]])),
    );
    assert.equal((await report(cwd, 1, "import", "three.zip", "--max-dead-letters", "1")).deadLetters, 2);
    assert.equal((await report(cwd, 0, "import", "three.zip", "--max-dead-letters", "2")).deadLetters, 2);
  });
});

Deno.test("import refuses a folder that another run holds, naming it, with exit code 2", async () => {
  await inFolder(async (cwd) => {
    await writeExport(join(cwd, "one.zip"), [TEA], 1);
    await report(cwd, 0, "import", "one.zip");
    const lock = await denoLocks().take(join(cwd, "threadloom/.threadloom/lock"), "run 7 of the test");
    assert.ok("release" in lock);
    const remembered = await Deno.readTextFile(join(cwd, "threadloom/.threadloom/outputs.json"));
    await writeExport(join(cwd, "two.zip"), [BREAD], 2);
    try {
      const { code, err } = await threadloom(["import", "two.zip", "--markdown", "--no-archive"], cwd);
      assert.equal(code, 2);
      // The refused run's outputs and exports are not those of the folder.
      assert.equal(await Deno.readTextFile(join(cwd, "threadloom/.threadloom/outputs.json")), remembered);
      assert.match(err, /threadloom: .*run 7 of the test holds it/);
      assert.match((await threadloom(["doctor"], cwd)).out, /lock +held: run 7 of the test/);
    } finally {
      await lock.release();
    }
  });
});

Deno.test("Ctrl-C ends an import with 130 and a report, and the next run comes to the same end", async () => {
  await inFolder(async (cwd) => {
    const many = Array.from(
      { length: 3000 },
      (_, i) => thread(`m${i}`, `Chat ${i}`, ["Question?", "An answer. ".repeat(50)]),
    );
    await writeExport(join(cwd, "one.zip"), many, 1);
    const child = new Deno.Command(Deno.execPath(), {
      args: [...RUN_ARGS, "import", "one.zip", "--json", "--jsonl"],
      cwd,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let heard = "";
    while (!heard.includes("Found")) {
      const { value, done } = await reader.read();
      assert.ok(!done, heard);
      heard += value;
    }
    child.kill("SIGINT");
    child.kill("SIGINT");
    while (!(await reader.read()).done);
    const [{ code }, out] = await Promise.all([child.status, new Response(child.stdout).text()]);
    assert.equal(code, 130);
    const stopped = lastJson(out);
    assert.equal(stopped.stopped, true);
    assert.deepEqual(Object.keys(stopped.sinks as object), ["sqlite", "archive"]);
    const rest = await report(cwd, 0, "import", "one.zip");
    assert.equal((rest.source as { read: number }).read, 3000);
    assert.equal(
      (await Deno.readTextFile(join(cwd, "threadloom/conversations.jsonl"))).trimEnd().split("\n").length,
      3000,
    );
    assert.equal((await report(cwd, 0, "verify")).status, "ok");
  });
});
