/** Writers that are killed, and answers that are lost on the way. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { from, run } from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { mongodbStore } from "../../../plugins/mongodb/mod.ts";
import { testHost } from "../../support/engine.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { serviceTest } from "../../support/services.ts";
import { contentsOf, inDatabase, talk } from "./support.ts";

const CHILD = fileURLToPath(new URL("kill_child.ts", import.meta.url));

async function child(...args: string[]): Promise<{ signal: Deno.Signal | null; report?: { [name: string]: unknown } }> {
  const { signal, stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", "--no-check", CHILD, ...args],
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (signal === null && code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return text === "" ? { signal } : { signal, report: JSON.parse(text) };
}

serviceTest(
  "mongodbStore() ends equal to an undisturbed run when its writer is killed and run again",
  "mongodb",
  (server) =>
    inFolder((folder) =>
      inDatabase(server, async (uri, whole) => {
        await child(uri, whole, `${folder}/whole`, "never", "0");
        const expected = await contentsOf(uri, whole);
        assert.equal(expected.conversation_messages.length, 160);
        for (const [i, at] of (["before writing", "after writing"] as const).entries()) {
          await inDatabase(server, async (_, database) => {
            const state = `${folder}/${i}`;
            assert.equal((await child(uri, database, state, `mongodb: ${at}`, String(3 + i))).signal, "SIGKILL");
            const { report } = await child(uri, database, state, "never", "0");
            assert.deepEqual([report?.status, report?.failed], ["ok", 0]);
            assert.deepEqual(await contentsOf(uri, database), expected, at);
            const again = await child(uri, database, state, "never", "0");
            assert.deepEqual([again.report?.puts, again.report?.deletes], [0, 0]);
          });
        }
      })
    ),
);

serviceTest(
  "mongodbStore() writes what it should when answers are lost and connections break",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      const units = Array.from({ length: 20 }, (_, i) => ({ key: `c${i}`, value: talk(`c${i}`, 3) }));
      const expected = await inOwn(server, units);
      using proxy = tcpProxy(server.port, (n) => n === 4 || (n > 30 && n % 5 === 4));
      const to = mongodbStore({
        uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`,
        database,
        validators: "off",
        timeoutMs: 2_000,
      });
      const report = await run(from(memorySource({ units, batchSize: 1 })).to(to), {
        host: testHost(),
        ledger: memory(),
        name: "t",
        retry: { attempts: 8 },
      });
      assert.deepEqual([report.status, report.source.passed], ["ok", 20]);
      assert.ok(proxy.broken() > 2, `${proxy.broken()} answers were lost`);
      assert.deepEqual(await contentsOf(uri, database), expected);
    }),
);

async function inOwn(
  server: { url: string } & Parameters<typeof inDatabase>[0],
  units: { key: string; value: ReturnType<typeof talk> }[],
) {
  let contents: Awaited<ReturnType<typeof contentsOf>> = {};
  await inDatabase(server, async (uri, database) => {
    const to = mongodbStore({ uri, database, validators: "off" });
    await run(from(memorySource({ units })).to(to), { host: testHost(), ledger: memory(), name: "t" });
    contents = await contentsOf(uri, database);
  });
  return contents;
}

/** A proxy for bytes that, at some of the answers, breaks the connection instead of handing the answer on. */
function tcpProxy(port: number, lose: (n: number) => boolean): Disposable & { port: number; broken(): number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let answers = 0;
  let broken = 0;
  const quietly = (conn: Deno.TcpConn) => {
    if (open.delete(conn)) conn.close();
  };
  const pump = async (from: Deno.TcpConn, to: Deno.TcpConn, answer: boolean) => {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let n = await from.read(buffer); n !== null; n = await from.read(buffer)) {
        if (answer && lose(answers++)) {
          broken++;
          break;
        }
        for (let at = 0; at < n;) at += await to.write(buffer.subarray(at, n));
      }
    } catch (error) {
      // One side has gone: the other goes, too.
      if (!(error instanceof Error)) throw error;
    }
    quietly(from);
    quietly(to);
  };
  (async () => {
    for await (const near of listener) {
      const far = await Deno.connect({ hostname: "127.0.0.1", port });
      open.add(near).add(far);
      void pump(near, far, false);
      void pump(far, near, true);
    }
  })();
  return {
    port: listener.addr.port,
    broken: () => broken,
    [Symbol.dispose]() {
      listener.close();
      for (const conn of [...open]) quietly(conn);
    },
  };
}
