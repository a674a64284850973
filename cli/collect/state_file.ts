/**
 * How far a collection has come, in a file for people and for `--resume`. What is safe already is the ledgers' business.
 *
 * @module
 */
import { CannotRunError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { Report } from "../../core/report.ts";
import type { Selected } from "./settings.ts";

/** What a collection does, one after the other. */
export type Stage = "collect" | "outputs" | "analysis" | "reports";

/** The file's content. Times are ISO 8601 in UTC. */
export interface CollectState {
  format: 1;
  /** `running` also where the process was killed. */
  status: "running" | "stopped" | Report["status"];
  /** What was being done last. */
  stage: Stage;
  startedAt: string;
  updatedAt: string;
  selected: Selected;
  /** Conversations read, and entries written, by the stages that have ended. */
  read: number;
  puts: number;
}

/**
 * The state of the last collection; undefined where there was none.
 *
 * @throws {CannotRunError} when the file is something else
 */
export async function readState({ files }: Host, path: string): Promise<CollectState | undefined> {
  const bytes = await files.read(path);
  if (bytes === undefined) return undefined;
  let state: Partial<CollectState>;
  try {
    state = Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new CannotRunError(`Cannot read state file "${path}": it is no JSON, remove it or name another one`, {
      cause,
    });
  }
  const { format, status, startedAt, selected } = state;
  if (format === 1 && typeof status === "string" && typeof startedAt === "string" && isSelected(selected)) {
    return state as CollectState;
  }
  throw new CannotRunError(
    `Cannot read state file "${path}": it is not what threadloom collect writes, remove it or name another one`,
  );
}

function isSelected(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every((one) => typeof one === "string");
}

/** Keeps the file in step with a collection. */
export class StateFile {
  readonly #state: CollectState;

  constructor(readonly host: Host, readonly path: string, selected: Selected) {
    const now = isoOf(host.clock.now());
    const begun = { startedAt: now, updatedAt: now, read: 0, puts: 0 };
    this.#state = { format: 1, status: "running", stage: "collect", ...begun, selected };
  }

  async begin(stage: Stage): Promise<void> {
    this.#state.stage = stage;
    await this.#write();
  }

  /** Counts a stage that has ended. */
  add({ source, sinks }: Report, stage: Stage): void {
    if (stage === "collect") this.#state.read += source.read;
    for (const { puts } of Object.values(sinks)) this.#state.puts += puts;
  }

  async end(status: CollectState["status"]): Promise<void> {
    this.#state.status = status;
    await this.#write();
  }

  async #write(): Promise<void> {
    this.#state.updatedAt = isoOf(this.host.clock.now());
    await this.host.files.write(this.path, JSON.stringify(this.#state, undefined, 2) + "\n", true);
  }
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
