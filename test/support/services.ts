/**
 * Real servers for tests: those that `deno task services start` has started.
 *
 * @module
 */
import { type Running, runningServer } from "../../scripts/services/running.ts";
import type { ServiceName } from "../../scripts/services/servers.ts";

export type { Running, ServiceName };

/** What a test against servers does. */
type Body<S> = (services: S, test: Deno.TestContext) => void | Promise<void>;

/** Tests of this file that were not run, by the servers they lack. */
const notRun = new Map<string, string[]>();

/** The server of this name, if it runs: its address, its keys, whatever its users need. */
export function service(name: ServiceName): Running | undefined {
  return runningServer(name);
}

/**
 * A test against a real server, or against several, in the order named. Where one does not run the test is ignored, and
 * what was not run is said once the file is through; with `THREADLOOM_SERVICES=required` it fails, but
 * for servers that `THREADLOOM_SERVICES_WITHOUT` names.
 */
export function serviceTest(name: string, service: ServiceName, body: Body<Running>): void;
export function serviceTest<const N extends readonly ServiceName[]>(
  name: string,
  services: N,
  body: Body<{ [K in keyof N]: Running }>,
): void;
export function serviceTest(name: string, wanted: ServiceName | readonly ServiceName[], body: Body<never>): void {
  const names = typeof wanted === "string" ? [wanted] : wanted;
  const found = names.map(runningServer);
  const missing = names.filter((_, at) => found[at] === undefined);
  if (missing.length === 0) {
    Deno.test(name, (test) => body((typeof wanted === "string" ? found[0] : found) as never, test));
    return;
  }
  const words = missing.join(" ");
  const without = Deno.env.get("THREADLOOM_SERVICES_WITHOUT")?.split(" ") ?? [];
  if (Deno.env.get("THREADLOOM_SERVICES") === "required" && !missing.every((one) => without.includes(one))) {
    Deno.test(name, () => {
      throw new Error(`Cannot test against ${words}: not running, start with "deno task services start ${words}"`);
    });
    return;
  }
  const ignore = missing.length > 0;
  Deno.test({ name: `NOT TESTED, no ${words}: ${name}`, ignore, fn: () => undefined });
  if (notRun.size === 0) globalThis.addEventListener("unload", sayWhatWasNotRun);
  notRun.set(words, [...notRun.get(words) ?? [], name]);
}

function sayWhatWasNotRun(): void {
  for (const [servers, names] of notRun) {
    sayNotTested([
      `NOT TESTED: ${names.length} ${names.length === 1 ? "test needs" : "tests need"} ${servers}, not running here.`,
      ...names.map((name) => `  - ${name}`),
      `  To run them: deno task services start ${servers}`,
    ]);
  }
}

/** Says what was not tested, where it will be seen. */
export function sayNotTested(lines: readonly string[]): void {
  const folder = Deno.env.get("THREADLOOM_NOT_TESTED");
  if (!folder) console.error(lines.join("\n"));
  // Written for `scripts/test.ts`, which says it after the last test.
  else Deno.writeTextFileSync(`${folder}/${crypto.randomUUID()}`, lines.join("\n") + "\n");
}
