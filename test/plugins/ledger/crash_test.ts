import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { denoHost } from "../../../host/deno.ts";
import { jsonLedger, sqliteLedger } from "../../../plugins/ledger/mod.ts";
import { countEffects, crashAt, runChild } from "../../support/crash_host.ts";
import { collect, inFolder, opened } from "./support.ts";

const child = fileURLToPath(new URL("./crash_child.ts", import.meta.url));

for (const [kind, make] of [["sqlite", sqliteLedger], ["json", jsonLedger]] as const) {
  Deno.test(`${make.name} killed at any effect keeps whole commits, gives up its lock and goes on`, async () => {
    let names: string[] = [];
    await inFolder(async (folder) => {
      names = await countEffects(child, [kind, folder]);
    });
    assert.ok(names.length >= 12, names.join());
    let last = -1;
    for (let at = 1; at <= names.length; at++) {
      await inFolder(async (folder) => {
        assert.equal((await crashAt(child, [kind, folder], at)).crashed, true);
        const open = await opened(make(), `${folder}/state`);
        const units = await collect(open.units("s"));
        const versions = units.map(({ version, entries }) => [version, entries[0][1]]);
        const version = units[0]?.version ?? -1;
        assert.deepEqual(
          versions,
          version < 0 ? [] : [[version, `m${version}`], [version, `m${version}`]],
          names[at - 1],
        );
        assert.ok(version >= last, `${names[at - 1]}: version ${version} after ${last}`);
        last = version;
        await open.close();
        assert.equal((await runChild(child, [kind, folder])).code, 0);
      });
    }
    assert.equal(last, 2);
  });

  Deno.test(`${make.name} held by another process names its run, and is free when that was killed`, () =>
    inFolder(async (folder) => {
      const holder = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", child, kind, folder, "wait"],
        stdout: "piped",
      }).spawn();
      const output = holder.stdout.getReader();
      assert.match(new TextDecoder().decode((await output.read()).value), /holding/);
      await output.cancel();
      try {
        const name =
          `Cannot open ledger ".*": run the child's run of pipeline "chats" \\(process ${holder.pid}, since 20.*\\) holds it`;
        await assert.rejects(opened(make(), `${folder}/state`), new RegExp(name));
        const reading = await make().open(denoHost(), {
          pipeline: "chats",
          folder: `${folder}/state`,
          run: "2",
          readOnly: true,
        });
        assert.deepEqual(await reading?.sinks() ?? [], []);
        await reading?.close();
      } finally {
        holder.kill("SIGKILL");
        await holder.status;
      }
      await (await opened(make(), `${folder}/state`)).close();
    }));
}
