/**
 * Cutting by the reference's rules: a message joins the block before it when the gap to the message before it is within
 * the limit and the sum of tokens, each message counted by itself, stays within the budget. Blocks outside of the
 * budget are left out whole.
 *
 * @module
 */
import type { LeaveOut, Limits, Piece, Stretch } from "./piece.ts";

/** Cuts a conversation. Times are local ones; a message without a time counts as sent with the one before it. */
export function cutByReference(
  pieces: readonly Piece[],
  { gapMs, minTokens, maxTokens }: Limits,
  count: (text: string) => number,
  leaveOut: LeaveOut,
): Stretch[] {
  let last = -Infinity;
  const timed = pieces.map((piece) => ({ piece, at: last = piece.local ?? piece.at ?? last }));
  timed.sort((a, b) => a.at === b.at ? 0 : a.at - b.at);
  const kept: Stretch[] = [];
  let current: typeof timed = [];
  let tokens = 0;
  const close = () => {
    if (current.length === 0) return;
    const reason = tokens < minTokens ? "short" : tokens > maxTokens ? "long" : undefined;
    if (reason === undefined) {
      kept.push({ pieces: current.map(({ piece }) => piece), tokens, durationMs: durationOf(current) });
    } else {
      leaveOut("block", reason);
      leaveOut("message", `in a ${reason} block`, current.length);
    }
    current = [];
    tokens = 0;
  };
  for (const one of timed) {
    const more = count(one.piece.content);
    const before = current.at(-1);
    if (before && !(one.at - before.at <= gapMs && tokens + more <= maxTokens)) close();
    current.push(one);
    tokens += more;
  }
  close();
  return kept;
}

/** To the first message of the last speaker: merged messages have the time of their first. */
function durationOf(timed: readonly { piece: Piece; at: number }[]): number {
  let last = timed.length - 1;
  while (last > 0 && timed[last - 1].piece.role === timed[last].piece.role) last--;
  const duration = timed[last].at - timed[0].at;
  return Number.isFinite(duration) ? duration : 0;
}
