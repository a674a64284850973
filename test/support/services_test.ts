/** Tests against servers say what they left out, and fail where servers are asked for. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const HELPER = fileURLToPath(new URL("./services.ts", import.meta.url));

/** Runs a file of tests against a server in a folder where none is, with these variables. */
async function runTests(env: Record<string, string>): Promise<{ code: number; said: string }> {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/lacking_test.ts`;
    await Deno.writeTextFile(
      file,
      `import { service, serviceTest } from "${HELPER}";
       serviceTest("tables are made", "dynoxide", () => { throw new Error("it was run"); });
       serviceTest("both are asked", ["s3", "dynoxide"], () => { throw new Error("it was run"); });
       if (service("s3") !== undefined) throw new Error("found a server that is not there");`,
    );
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-check", file],
      env: {
        THREADLOOM_SERVICES_DIR: folder,
        NO_COLOR: "1",
        THREADLOOM_SERVICES: "",
        THREADLOOM_NOT_TESTED: "",
        ...env,
      },
    }).output();
    return { code, said: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a test whose server does not run is ignored, and what was not tested is said", async () => {
  const { code, said } = await runTests({});
  assert.equal(code, 0, said);
  assert.match(said, /0 passed \| 0 failed \| 2 ignored/);
  assert.match(said, /NOT TESTED: 1 test needs dynoxide, not running here\.\n {2}- tables are made\n/);
  assert.match(said, /To run them: deno task services start s3 dynoxide/);
});

Deno.test("where servers are required such a test fails and says how to get the server", async () => {
  const { code, said } = await runTests({ THREADLOOM_SERVICES: "required" });
  assert.equal(code, 1, said);
  assert.match(said, /0 passed \| 2 failed/);
  assert.match(said, /Cannot test against dynoxide: not running, start with "deno task services start dynoxide"/);
});

Deno.test("a server that could not be had is named, and then its tests alone are left out", async () => {
  const { code, said } = await runTests({ THREADLOOM_SERVICES: "required", THREADLOOM_SERVICES_WITHOUT: "dynoxide" });
  assert.equal(code, 1, said);
  assert.match(said, /0 passed \| 1 failed \| 1 ignored/);
  assert.match(said, /Cannot test against s3 dynoxide: not running/);
});
