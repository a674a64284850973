/**
 * How a pipeline is run, wherever it is written: in a script or in a config file.
 *
 * @module
 */

/** What a run is to do where it is told nothing else. */
export interface PipelineSettings {
  /** Delete units that the source no longer has, if it claims to be complete. @default false */
  readonly mirror?: boolean;
  /** Most entries one store may lose in a run: a number, or a share (`"30%"`). @default the larger of 100 and 20 % */
  readonly maxDelete?: number | `${number}%`;
  /** Dead letters allowed before a run counts as partial. @default 0 */
  readonly maxDeadLetters?: number;
  /** Whether to go on after a dead unit. @default "continue" */
  readonly onDead?: "continue" | "stop";
}
