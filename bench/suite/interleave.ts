/**
 * Contenders side by side: each a fresh process, in turn, round after round, so that a slow minute of the machine is
 * everybody's.
 *
 * @module
 */
import { type ChildOptions, runChild, type Sample } from "./child.ts";
import { intoMemory } from "./page_cache.ts";

/** One of those who are compared. */
export interface Contender extends ChildOptions {
  name: string;
  command: string[];
  /** Rounds it takes part in, the first ones. @default all */
  rounds?: number;
  /** Called before each round's process, outside the time. */
  prepare?(): Promise<void>;
}

/** What a contender came to over all rounds. */
export interface Measured {
  name: string;
  command: string[];
  samples: Sample[];
  /** Median, by the contender's own clock (`seconds` in its output), else of the whole process. */
  seconds: number;
  fastest: number;
  slowest: number;
  /** The largest of all rounds, MB. */
  peakMb?: number;
  /** The median of all rounds, MB. */
  medianPeakMb?: number;
  /** What it printed in its last round. */
  output: { [key: string]: unknown };
}

/** How contenders are run. */
export interface InterleaveOptions {
  rounds: number;
  say(line: string): void;
  /** Rounds before that are not counted. @default 0 */
  warmUps?: number;
}

/** Runs all contenders `rounds` times, in turn. Files that their commands name are in the page cache then. */
export async function interleave(
  contenders: Contender[],
  { rounds, say, warmUps = 0 }: InterleaveOptions,
): Promise<Measured[]> {
  const samples = new Map(contenders.map((contender) => [contender, [] as Sample[]]));
  for (let round = -warmUps; round < rounds; round++) {
    for (const contender of contenders) {
      if (round >= (contender.rounds ?? rounds)) continue;
      await intoMemory(contender.command);
      await contender.prepare?.();
      const sample = await runChild(contender.command, contender);
      if (round < 0) continue;
      samples.get(contender)!.push(sample);
      const peak = sample.peakMb === undefined ? "" : `  ${sample.peakMb.toFixed(0)} MB`;
      say(`  ${round + 1}/${rounds}  ${contender.name}  ${secondsOf(sample).toFixed(3)} s${peak}`);
    }
  }
  return contenders.map((contender) => measured(contender, samples.get(contender)!));
}

/** A contender's samples in a few numbers. */
export function measured({ name, command }: Pick<Contender, "name" | "command">, samples: Sample[]): Measured {
  const seconds = samples.map(secondsOf);
  const peaks = samples.flatMap(({ peakMb }) => peakMb ?? []);
  const summary: Measured = {
    name,
    command,
    samples,
    seconds: median(seconds),
    fastest: Math.min(...seconds),
    slowest: Math.max(...seconds),
    output: samples.at(-1)?.output ?? {},
  };
  if (peaks.length > 0) {
    summary.peakMb = Math.max(...peaks);
    summary.medianPeakMb = median(peaks);
  }
  return summary;
}

/** The median of a number that a contender printed in every round; NaN where it did not. */
export function medianOf({ samples }: Measured, field: string): number {
  return median(samples.map(({ output }) => Number(output[field])));
}

/** The middle of some numbers; NaN of none. */
export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function secondsOf({ output, wallSeconds }: Sample): number {
  return typeof output.seconds === "number" ? output.seconds : wallSeconds;
}
