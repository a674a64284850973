/**
 * Wrappers that fail as they are told: for tests of what a pipeline does when the world breaks.
 *
 * @module
 */
export { type ChaosPlan, type Fault, type FaultKind, type FaultPlace, type Struck } from "./plan.ts";
export { type ChaosFileSink, chaosSink, type ChaosStore } from "./sink.ts";
export { type ChaosSource, chaosSource } from "./source.ts";
export { chaosTransform } from "./transform.ts";
