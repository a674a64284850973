/**
 * Folders of days and months, as Hive names partitions.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import { timeCell } from "./columns.ts";

/** The name of a partition that no value belongs to; readers take it for NULL. */
const NO_VALUE = "__HIVE_DEFAULT_PARTITION__";

/** Where conversations go that nothing dates. */
const UNDATED = `year=${NO_VALUE}/month=${NO_VALUE}/day=${NO_VALUE}`;

/** Any folder of a day. */
export const DAY_FOLDER =
  /^(?:year=\d{4}\/month=\d{2}\/day=\d{2}|year=(__HIVE_DEFAULT_PARTITION__)\/month=\1\/day=\1)$/;

/** When a conversation began: at its own time, else at that of its first dated message; null where nothing says. */
export function beginningOf({ createdAt, messages }: Pick<Conversation, "createdAt" | "messages">): number | null {
  const own = timeCell(createdAt);
  if (own !== null) return own;
  for (const message of messages) {
    const at = timeCell(message.createdAt);
    if (at !== null) return at;
  }
  return null;
}

/** The folder of the day, in UTC. Years that four digits cannot name count as undated. */
export function dayFolder(at: number | null): string {
  if (at === null) return UNDATED;
  const day = new Date(at).toISOString().slice(0, 10);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? dateFolder(day) : UNDATED;
}

/** The folder of a day `YYYY-MM-DD`. */
export function dateFolder(day: string): string {
  return `year=${day.slice(0, 4)}/month=${day.slice(5, 7)}/day=${day.slice(8, 10)}`;
}
