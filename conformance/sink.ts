/**
 * The conformance of file sinks.
 *
 * @module
 */
import { type Check, type CheckOptions, type Finding, findings, register } from "./check.ts";
import { declarationCheck } from "./declaration.ts";
import { commitChecks } from "./sink/commit_checks.ts";
import type { SinkOptions } from "./sink/options.ts";
import { safetyChecks } from "./sink/safety_checks.ts";
import { Target } from "./sink/target.ts";

/** Every check of a file sink. */
export function sinkChecks<T>(): Check<SinkOptions<T>>[] {
  return [
    declarationCheck(async (options, bench) => (await Target.of(options, bench)).sink),
    ...commitChecks<T>(),
    ...safetyChecks<T>(),
  ];
}

/** Registers a test for each promise of the contract of file sinks. */
export function testSink<T>(name: string, options: SinkOptions<T>): void {
  register(name, sinkChecks<T>(), options);
}

/** The promises of the contract of file sinks that this one does not keep. */
export async function checkSink<T>(options: SinkOptions<T>, only?: CheckOptions): Promise<Finding[]> {
  return await findings(sinkChecks<T>(), options, only);
}
