/**
 * Media in several threads: who scans and who parses changes nothing of what is found.
 *
 * @module
 */
import assert from "node:assert/strict";
import { generateMedia } from "../../../../bench/generate_media.ts";
import type { Host } from "../../../../core/host.ts";
import { command } from "../../../crash/command.ts";
import { dump } from "../../../crash/dump.ts";
import { oneThread, threadedHost, told } from "../../../support/read_ahead.ts";
import { inFolder } from "../input/workbench.ts";

Deno.test("an import finds the same media with and without a thread that reads ahead, and nothing is new the second time", async () => {
  await inFolder({}, async (folder) => {
    const path = `${folder}/portal.zip`;
    await generateMedia({ path, scale: 0.02, large: false });
    const { host, seen } = threadedHost(0);
    const imported = async (out: string, host: Host) => {
      const { code, out: said } = await command(["import", path, "--out", out, "--json", "--no-archive"], host);
      assert.equal(code, 0);
      return told(said);
    };
    const ahead = await imported(`${folder}/ahead`, host);
    const alone = await imported(`${folder}/alone`, oneThread);
    assert.ok(seen.started > 0 && seen.received > 0);
    assert.deepEqual(ahead, alone);
    assert.ok(ahead.metrics!["media matched"] > 50);
    assert.deepEqual(await dump(`${folder}/ahead`), await dump(`${folder}/alone`));
    const again = await imported(`${folder}/ahead`, oneThread);
    assert.equal(again.source!.unchanged, again.source!.read);
  });
});
