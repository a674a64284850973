/**
 * How far a run is: one line rewritten on a terminal, one JSON object a line elsewhere.
 *
 * @module
 */
import { formatBytes, formatCount, formatDuration } from "./format.ts";
import { plainText } from "./plain_text.ts";
import type { Terminal } from "./terminal.ts";

/** A moment of a run. */
export interface Moment {
  stage: string;
  units: number;
  totalUnits?: number;
  bytes: number;
  totalBytes?: number;
}

/** Shows moments of a run. */
export interface Progress {
  update(moment: Moment): void;
  /** Takes the line away, so that something else can be written; the next update draws it again. */
  clear(): void;
  /** Takes the line away and gives the cursor back. May be called twice. */
  end(): void;
}

/** Milliseconds between two lines: on a terminal, and elsewhere. */
const REDRAW = 100;
const REPORT = 1000;
const BAR = 24;

/** Shows nothing. */
export const silentProgress: Progress = { update() {}, clear() {}, end() {} };

/** One line on a terminal, at most ten times a second. */
export function lineProgress(terminal: Terminal): Progress {
  let stage = "";
  let startedAt = 0;
  let drawnAt = -Infinity;
  let shown = false;
  let hidden = false;
  const clear = (): void => {
    if (shown) terminal.err("\r\x1b[K");
    shown = false;
  };
  return {
    update(moment) {
      const now = terminal.now();
      if (moment.stage !== stage) {
        stage = moment.stage;
        startedAt = now;
      } else if (now - drawnAt < REDRAW) return;
      drawnAt = now;
      if (!hidden) terminal.err("\x1b[?25l");
      hidden = true;
      terminal.err(`\r${progressText(moment, now - startedAt, terminal.width() - 1)}\x1b[K`);
      shown = true;
    },
    clear,
    end() {
      clear();
      if (hidden) terminal.err("\x1b[?25h");
      hidden = false;
    },
  };
}

/** One JSON object a line, about one a second; the first of each stage at once. */
export function jsonProgress(terminal: Terminal): Progress {
  let stage = "";
  let writtenAt = -Infinity;
  return {
    update(moment) {
      const now = terminal.now();
      if (moment.stage === stage && now - writtenAt < REPORT) return;
      stage = moment.stage;
      writtenAt = now;
      terminal.err(JSON.stringify({ type: "progress", ...moment }) + "\n");
    },
    clear() {},
    end() {},
  };
}

/** The line: bar, units, speed, time left; what does not fit in `width` columns is left out from the end. */
export function progressText(moment: Moment, elapsedMs: number, width: number): string {
  const { units, totalUnits, bytes, totalBytes } = moment;
  const part = totalBytes ? bytes / totalBytes : totalUnits ? units / totalUnits : undefined;
  const pieces = [plainText(moment.stage)];
  if (part !== undefined) {
    const done = Math.min(1, Math.max(0, part));
    const full = Math.floor(done * BAR);
    pieces.push(`[${"#".repeat(full)}${".".repeat(BAR - full)}] ${String(Math.floor(done * 100)).padStart(3)}%`);
  }
  if (units > 0) pieces.push(`${formatCount(units)}${totalUnits ? ` of ${formatCount(totalUnits)}` : ""}`);
  if (bytes > 0 && elapsedMs >= 500) pieces.push(`${formatBytes(bytes / elapsedMs * 1000)}/s`);
  if (part !== undefined && part > 0.01 && part < 1 && elapsedMs >= 2000) {
    pieces.push(`${formatDuration(elapsedMs / part - elapsedMs)} left`);
  }
  let text = "";
  for (const piece of pieces) {
    const longer = text ? `${text}  ${piece}` : piece;
    if (longer.length > width) break;
    text = longer;
  }
  return text || pieces[0].slice(0, Math.max(0, width));
}
