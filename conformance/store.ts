/**
 * The conformance of stores.
 *
 * @module
 */
import { type Check, type CheckOptions, type Finding, findings, register } from "./check.ts";
import { declarationCheck } from "./declaration.ts";
import { engineChecks } from "./store/engine_checks.ts";
import { entriesChecks } from "./store/entries_checks.ts";
import { openChecks } from "./store/open_checks.ts";
import type { StoreOptions } from "./store/options.ts";
import { Place } from "./store/place.ts";
import { truthChecks } from "./store/truth_checks.ts";
import { writeChecks } from "./store/write_checks.ts";

/** Every check of a store. */
export function storeChecks<T, V>(): Check<StoreOptions<T, V>>[] {
  return [
    declarationCheck(async (options, bench) => (await Place.of<T, V>(options, bench)).store),
    ...entriesChecks<T, V>(),
    ...openChecks<T, V>(),
    ...writeChecks<T, V>(),
    ...truthChecks<T, V>(),
    ...engineChecks<T, V>(),
  ];
}

/** Registers a test for each promise of the contract of stores. */
export function testStore<T, V>(name: string, options: StoreOptions<T, V>): void {
  register(name, storeChecks<T, V>(), options);
}

/** The promises of the contract of stores that this one does not keep. */
export async function checkStore<T, V>(options: StoreOptions<T, V>, only?: CheckOptions): Promise<Finding[]> {
  return await findings(storeChecks<T, V>(), options, only);
}
