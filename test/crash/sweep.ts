/**
 * Crash-point sweeps: a scenario is killed at an effect, resumed, and compared with an undisturbed one.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { denoHost } from "../../host/deno.ts";
import { countEffects, crashAt, crashHost } from "../support/crash_host.ts";
import { command } from "./command.ts";
import { differing, type Dump, dump } from "./dump.ts";
import type { Scenario } from "./scenarios.ts";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));

/** A place to kill at: the number of an effect, and whether half of a write is done. */
export interface Point {
  at: number;
  half: boolean;
}

/** A scenario made ready: what it starts from, its effects, and what it has to end as. */
export interface Prepared {
  scenario: Scenario;
  /** The folder it starts from; absent where it starts from nothing. */
  base?: string;
  effects: string[];
  expected: Dump;
}

/** Runs the scenario undisturbed, and counts its effects; `extra` are arguments of the child. */
export async function prepare(scenario: Scenario, folder: string, extra: string[] = []): Promise<Prepared> {
  const base = scenario.before.length > 0 ? join(folder, "base") : undefined;
  for (const words of scenario.before) await succeed(words, base as string);
  const counted = await startFrom(base, join(folder, "counted"));
  const effects = await countEffects(CHILD, [...scenario.killed, "--out", counted, ...extra]);
  if (scenario.resumed) await succeed(scenario.resumed, counted);
  return { scenario, base, effects, expected: await dump(counted, scenario.content) };
}

/** Every effect; a write both before its first byte and halfway through. */
export function everyPoint(effects: readonly string[]): Point[] {
  return effects.flatMap((name, i) => {
    const whole = { at: i + 1, half: false };
    return name.startsWith("write ") ? [whole, { at: i + 1, half: true }] : [whole];
  });
}

/** Every `step`-th of a list, from a different start for each `offset`. */
export function spread<T>(list: readonly T[], step: number, offset = 0): T[] {
  return list.filter((_, i) => i % step === offset % step);
}

/** Kills the scenario at each point, each time in a folder of its own, two at a time; resolves with what went wrong. */
export async function sweep(
  prepared: Prepared,
  folder: string,
  points: Point[],
  extra: string[] = [],
): Promise<string[]> {
  const wrong: string[] = [];
  await twoAtATime(points, async (point, i) => {
    const out = await startFrom(prepared.base, join(folder, `point-${i}`));
    const place = nameOf(point, prepared.effects);
    const { crashed, stderr } = await kill(prepared.scenario.killed, out, point, extra);
    if (!crashed) wrong.push(`${place}: the process was not killed there: ${stderr}`);
    wrong.push(...(await resumed(prepared, out)).map((what) => `${place}: ${what}`));
    await Deno.remove(out, { recursive: true });
  });
  return wrong;
}

/** Kills the scenario at `first`, then what resumes it at each `step`-th of its own effects; the same otherwise. */
export async function sweepTwice(
  prepared: Prepared,
  folder: string,
  firsts: Point[],
  step: number,
): Promise<{ points: number; wrong: string[] }> {
  const { base, scenario, effects } = prepared;
  const words = scenario.resumed ?? scenario.killed;
  const wrong: string[] = [];
  let points = 0;
  await twoAtATime(firsts, async (first, i) => {
    const once = await startFrom(base, join(folder, `once-${i}`));
    if (!(await kill(scenario.killed, once, first)).crashed) wrong.push(`${nameOf(first, effects)}: not killed`);
    const counted = await startFrom(once, join(folder, `counted-${i}`));
    const again = await countEffects(CHILD, [...words, "--out", counted]);
    for (const second of spread(everyPoint(again), step, i)) {
      const out = await startFrom(once, join(folder, `twice-${i}`));
      const place = `${nameOf(first, effects)}, then ${nameOf(second, again)}`;
      const { crashed, stderr } = await kill(words, out, second);
      if (!crashed) wrong.push(`${place}: the process was not killed there: ${stderr}`);
      wrong.push(...(await resumed(prepared, out)).map((what) => `${place}: ${what}`));
      await Deno.remove(out, { recursive: true });
      points++;
    }
  });
  return { points, wrong };
}

/** Runs the scenario again and to its end: what is different from an undisturbed one, or is written once more. */
export async function resumed(
  { scenario, expected }: Pick<Prepared, "scenario" | "expected">,
  out: string,
): Promise<string[]> {
  const words = scenario.resumed ?? scenario.killed;
  const wrong: string[] = [];
  const second = await command([...words, "--out", out], denoHost());
  if (second.code !== 0) wrong.push(`resuming ended with ${second.code}: ${second.err}${second.out}`);
  wrong.push(...differing(expected, await dump(out, scenario.content)));
  const verified = await command(["verify", "--out", out], denoHost());
  if (verified.code !== 0) wrong.push(`verify ended with ${verified.code}: ${verified.err}${verified.out}`);
  const host = crashHost(denoHost());
  const third = await command([...words, "--out", out, "--json"], host);
  const written = third.code === 0 ? writes(third.out, host.effects) : [`it ended with ${third.code}: ${third.err}`];
  wrong.push(...written.map((what) => `the run after that: ${what}`));
  wrong.push(...differing(expected, await dump(out, scenario.content)).map((what) => `after that run: ${what}`));
  return wrong;
}

/** What a run wrote into stores and files, by its report and by its effects. */
function writes(out: string, effects: string[]): string[] {
  const { sinks, source } = JSON.parse(out);
  const counts = Object.entries(sinks as Record<string, Record<string, number>>).filter((
    [, { puts, deletes, failed }],
  ) => puts + deletes + failed > 0);
  const seen = effects.filter((name) =>
    /^sqlite: .*commit|^(commit|rename|remove) .*(\.md|\.jsonl|\.html|(markdown|archive)\.\d+\.json)$/.test(name)
  );
  const parsed = source.read === source.unchanged ? [] : [`of ${source.read} units ${source.unchanged} were unchanged`];
  return [...counts.map((one) => JSON.stringify(one)), ...seen, ...parsed];
}

async function kill(
  words: string[],
  out: string,
  { at, half }: Point,
  extra: string[] = [],
): ReturnType<typeof crashAt> {
  return await crashAt(CHILD, [...words, "--out", out, ...extra], at, half);
}

async function succeed(words: string[], out: string): Promise<void> {
  const { code, err } = await command([...words, "--out", out], denoHost());
  if (code !== 0) throw new Error(`Cannot prepare: "${words.join(" ")}" ended with ${code}: ${err}`);
}

/** A copy of a folder under another name; nothing where there is none (yet). */
export async function startFrom(base: string | undefined, to: string): Promise<string> {
  if (base === undefined || !await denoHost().files.stat(base)) return to;
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(base)) {
    if (isDirectory) await startFrom(join(base, name), join(to, name));
    else await Deno.copyFile(join(base, name), join(to, name));
  }
  return to;
}

function nameOf({ at, half }: Point, effects: string[]): string {
  return `effect ${at} of ${effects.length} (${half ? "half of " : ""}${effects[at - 1]})`;
}

async function twoAtATime<T>(list: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  const rest = list.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of rest) await work(item, index);
  };
  await Promise.all([worker(), worker()]);
}

/** Gives a folder that is gone afterwards. */
export async function inScratch(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-crash-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Fails when anything went wrong, with the first few. */
export function nothing(wrong: string[]): void {
  assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} differences`);
}
