/** What docs/install.md and the release workflow say is what there is. */
import assert from "node:assert/strict";
import { COMMANDS, GLOBAL_FLAGS } from "../cli/commands.ts";
import { parseCommandLine } from "../cli/parse.ts";
import { TARGETS } from "../cli/targets.ts";
import { parse } from "../deps/yaml.ts";

const read = (path: string) => Deno.readTextFile(new URL(`../${path}`, import.meta.url));

Deno.test("docs/install.md names every target, and just those", async () => {
  const text = await read("docs/install.md");
  const named = [...text.matchAll(/`threadloom-VERSION-([\w-]+?)(?:\.exe)?`/g)].map(([, target]) => target);
  assert.deepEqual(named, [...TARGETS]);
});

Deno.test("every line of docs/install.md that calls threadloom is one it takes", async () => {
  const text = await read("docs/install.md");
  const code = [...text.matchAll(/```sh\n([\s\S]*?)```|`([^`\n]+)`/g)].map(([, block, inline]) => block ?? inline).join(
    "\n",
  );
  const calls = code.matchAll(/(?:^|"\$\(|\btask )threadloom ([^\n#>)]*)/gm);
  const lines = [...calls].map(([, line]) => line.trim()).filter(Boolean);
  assert.ok(lines.length >= 10, lines.join("\n"));
  for (const line of lines) {
    assert.doesNotThrow(() => parseCommandLine(line.split(/\s+/), COMMANDS, GLOBAL_FLAGS), line);
  }
});

Deno.test("every task that docs/install.md names is one", async () => {
  const { tasks } = JSON.parse(await read("deno.json")) as { tasks: Record<string, string> };
  for (const [, task] of (await read("docs/install.md")).matchAll(/\btask ([a-z]+)/g)) assert.ok(tasks[task], task);
});

Deno.test("a release is built for every target", async () => {
  const { jobs } = parse(await read(".github/workflows/release.yml")) as {
    jobs: { build: { strategy: { matrix: { include: { target: string }[] } } } };
  };
  assert.deepEqual(jobs.build.strategy.matrix.include.map(({ target }) => target), [...TARGETS]);
});
