/**
 * The conformance of sources.
 *
 * @module
 */
import { type Check, type CheckOptions, type Finding, findings, register } from "./check.ts";
import { declarationCheck } from "./declaration.ts";
import type { SourceOptions } from "./source/options.ts";
import { prepare } from "./source/reading.ts";
import { readingChecks } from "./source/reading_checks.ts";
import { shardChecks } from "./source/shard_checks.ts";
import { unitChecks } from "./source/unit_checks.ts";

/** Every check of a source. */
export function sourceChecks<T>(): Check<SourceOptions<T>>[] {
  return [
    declarationCheck(async (options, bench) => (await prepare(options, bench)).source),
    ...unitChecks<T>(),
    ...readingChecks<T>(),
    ...shardChecks<T>(),
  ];
}

/** Registers a test for each promise of the contract of sources. */
export function testSource<T>(name: string, options: SourceOptions<T>): void {
  register(name, sourceChecks<T>(), options);
}

/** The promises of the contract of sources that this one does not keep. */
export async function checkSource<T>(options: SourceOptions<T>, only?: CheckOptions): Promise<Finding[]> {
  return await findings(sourceChecks<T>(), options, only);
}
