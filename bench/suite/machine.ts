/**
 * On what was measured.
 *
 * @module
 */
import { cpus } from "node:os";

/** The machine, and the versions of what ran on it. */
export interface Machine {
  cores: number;
  cpu: string;
  /** GB (10^9 bytes). */
  memoryGb: number;
  system: string;
  deno: string;
}

/** This machine. */
export function thisMachine(): Machine {
  return {
    cores: navigator.hardwareConcurrency,
    cpu: cpus()[0]?.model.trim() || "unknown processor",
    memoryGb: Math.round(Deno.systemMemoryInfo().total / 1e9),
    system: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
    deno: Deno.version.deno,
  };
}

/** In one line. */
export function describeMachine({ cores, cpu, memoryGb, system, deno }: Machine): string {
  return `${cores} cores of ${cpu}, ${memoryGb} GB of memory, ${system}, Deno ${deno}`;
}
