/** The task that installs, starts and stops servers, in a folder of its own. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { processMark } from "../../scripts/services/process_mark.ts";
import { serviceTest } from "../support/services.ts";

const TASK = fileURLToPath(new URL("../../scripts/services.ts", import.meta.url));

async function services(folder: string, args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", "--no-check", TASK, ...args],
    env: { THREADLOOM_SERVICES_DIR: folder, NO_COLOR: "1", ...env },
  }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-services-" });
  try {
    await test(folder);
  } finally {
    await services(folder, ["stop"]);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("an installation without its tools says which are missing, and leaves no stamp", () =>
  inFolder(async (folder) => {
    const { code, err } = await services(folder, ["start", "dynoxide", "dynamodb"], { PATH: "/nowhere" });
    assert.equal(code, 1);
    assert.match(err, /Cannot install "dynoxide": it needs Node\.js 20 or newer \("node" is not there\) and npm/);
    assert.match(err, /Cannot install "dynamodb": it needs a JDK, 17 or newer \("javac" is not there\) and Maven/);
    assert.deepEqual([...Deno.readDirSync(join(folder, "dynoxide"))].map(({ name }) => name), ["lock"]);
    assert.match((await services(folder, ["status"])).out, /dynoxide +not installed/);
  }));

Deno.test("a tool that fails ends the installation with the end of its log, and no stamp is left", () =>
  inFolder(async (folder) => {
    const tools = join(folder, "tools");
    await Deno.mkdir(tools);
    for (const [name, does] of [["node", "echo v22.1.0"], ["npm", '[ "$1" = --version ] && echo 11.0.0 || exit 3']]) {
      await Deno.writeTextFile(join(tools, name), `#!/bin/sh\n${does}\necho "no such package" >&2\n`, { mode: 0o755 });
    }
    const path = `${tools}:${["/usr/bin", "/bin"].join(":")}`;
    const { code, err } = await services(folder, ["install", "dynoxide"], { PATH: path });
    assert.equal(code, 1);
    assert.match(err, /Cannot install "dynoxide": "npm install --no-audit" ended with 3, see .*install\.log/);
    assert.throws(() => Deno.statSync(join(folder, "dynoxide/stamp")), Deno.errors.NotFound);
  }));

Deno.test("an unknown server or verb is refused and the known ones are listed", () =>
  inFolder(async (folder) => {
    const server = await services(folder, ["start", "dynamodbb"]);
    assert.equal(server.code, 2);
    assert.match(server.err, /Cannot find server "dynamodbb": the servers are .*mongodb.*, did you mean "dynamodb"\?/);
    assert.match((await services(folder, ["begin"])).err, /Cannot run "begin": expected install, start, stop, status/);
  }));

serviceTest(
  "started from two processes at once there is one server, and stopping waits for its end",
  "dynoxide",
  ({ log }) =>
    inFolder(async (folder) => {
      await Deno.mkdir(join(folder, "dynoxide"));
      await Deno.symlink(join(dirname(log), "server"), join(folder, "dynoxide/server"));
      await Deno.copyFile(join(dirname(log), "stamp"), join(folder, "dynoxide/stamp"));
      const both = await Promise.all([1, 2].map(() => services(folder, ["start", "dynoxide"])));
      const [first, second] = both.map(({ out }) => out);
      assert.equal(first, second);
      const { pid, url, mark } = JSON.parse(await Deno.readTextFile(join(folder, "dynoxide/running.json")));
      assert.match(first, new RegExp(`^dynoxide: ${url} \\(process ${pid}\\)\n$`));
      assert.equal((await services(folder, ["start", "dynoxide"])).out, first);
      assert.match((await services(folder, ["status"])).out, new RegExp(`dynoxide +runs at ${url}`));

      assert.equal((await services(folder, ["stop", "dynoxide"])).out, "dynoxide: stopped\n");
      assert.notEqual(processMark(pid), mark);
      assert.equal((await services(folder, ["stop", "dynoxide"])).out, "dynoxide: did not run\n");
      assert.match((await services(folder, ["status"])).out, /dynoxide +installed/);
    }),
);
