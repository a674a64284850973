/**
 * What is analysed, and how.
 *
 * @module
 */
import type { AnalyzeSettings } from "./options.ts";
import type { PeriodKind } from "./record.ts";
import { type Zone, zoneOf } from "./zone.ts";

/** What an analysis goes by. */
export interface AnalysisRules {
  zone: Zone;
  weekStart: string;
  /** Each once. */
  periods: readonly PeriodKind[];
  users: boolean;
  /** Most conversations that a report lists. */
  listed: number;
  /** Fewest users of a label that is told apart. */
  minUsers: number;
}

/** The rules that options come to. */
export function analysisRules(settings: AnalyzeSettings): AnalysisRules {
  const { weekStart, users, listed, minUsers, timeZone } = settings;
  return { zone: zoneOf(timeZone), weekStart, periods: [...new Set(settings.periods)], users, listed, minUsers };
}
