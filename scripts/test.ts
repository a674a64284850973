/**
 * `deno task test [path…]`: runs the tests, and says last what was not tested for want of a server.
 *
 * @module
 */
import { join } from "node:path";

const lists = await Deno.makeTempDir({ prefix: "threadloom-not-tested-" });
let code = 1;
try {
  const paths = Deno.args.some((argument) => !argument.startsWith("-")) ? [] : ["test/"];
  const tests = new Deno.Command(Deno.execPath(), {
    args: ["test", "-q", "-A", "--parallel", ...Deno.args, ...paths],
    // Each file of tests writes down here what it left out: its own output is swallowed by a quiet run.
    env: { THREADLOOM_NOT_TESTED: lists },
  }).spawn();
  ({ code } = await tests.status);
  const left = [...Deno.readDirSync(lists)].map(({ name }) => Deno.readTextFileSync(join(lists, name))).sort();
  for (const list of left) console.error(`\n${list.trimEnd()}`);
} finally {
  await Deno.remove(lists, { recursive: true });
}
Deno.exit(code);
