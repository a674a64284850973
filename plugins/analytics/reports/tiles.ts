/**
 * The numbers at the head of a period's page.
 *
 * @module
 */
import type { PeriodReport } from "../analyze/record.ts";
import { escape, formatNumber, formatSeconds, formatShare } from "./html.ts";

/** A tile a number, as HTML. */
export function tiles(report: PeriodReport): string {
  const { previous, firstResponseSeconds, replySeconds, messagesPerConversation, resolutionSeconds } = report;
  const tile = (name: string, value: string | null, small?: string | null): string =>
    `<div><dt>${escape(name)}</dt><dd>${escape(value ?? "–")}</dd>${
      small ? `<dd class="small">${escape(small)}</dd>` : ""
    }</div>`;
  const since = (change: number | null | undefined): string | null =>
    previous && change !== undefined && change !== null ? `${formatShare(change, true)} on the period before` : null;
  const spread = ({ mean, p90 }: { mean: number | null; p90: number | null }): string | null =>
    mean === null ? null : `mean ${formatSeconds(mean)}, p90 ${formatSeconds(p90)}`;
  return `<dl class="tiles">${
    [
      tile("Conversations", formatNumber(report.conversations), since(previous?.conversationsChange)),
      tile("Messages", formatNumber(report.messages), since(previous?.messagesChange)),
      tile("Active users", formatNumber(report.activeUsers), since(previous?.activeUsersChange) ?? undefined),
      tile("New users", formatNumber(report.newUsers)),
      tile(
        "Messages per conversation",
        number(messagesPerConversation.median),
        `median; mean ${number(messagesPerConversation.mean)}, p90 ${number(messagesPerConversation.p90)}`,
      ),
      tile("First response", formatSeconds(firstResponseSeconds.median), spread(firstResponseSeconds)),
      tile("Reply", formatSeconds(replySeconds.median), spread(replySeconds)),
      tile(
        "Resolved",
        formatShare(report.resolutionRate),
        `${formatNumber(report.resolved)} of ${formatNumber(report.statusKnown)} with a status, ${
          formatNumber(report.resolvedUsers)
        } users`,
      ),
      tile("Time to resolution", formatSeconds(resolutionSeconds.median), spread(resolutionSeconds)),
      tile("Sentiment", report.sentiment === null ? null : formatNumber(report.sentiment), "mean, from −1 to 1"),
    ].join("")
  }</dl>`;
}

function number(value: number | null): string {
  return value === null ? "–" : formatNumber(Math.round(value * 10) / 10);
}
