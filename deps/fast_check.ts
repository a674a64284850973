/**
 * fast-check: property tests (tests only). The seed is fixed, so that a run says the same twice; `THREADLOOM_SEED=random`
 * (or a number) looks elsewhere, and a failure prints the seed that repeats it.
 *
 * @module
 */
import fc from "npm:fast-check@4.10.2";

const seed = Deno.env.get("THREADLOOM_SEED") ?? "20260101";
fc.configureGlobal(seed === "random" ? {} : { seed: Number(seed) });

export { fc };
