/**
 * Pages of one conversation: a long one has several, in the order of its messages.
 *
 * @module
 */

/** Most messages of a page: more of them open slowly. */
export const MOST_MESSAGES = 2_000;

/** Most markup of a page, in characters; a single message may take more. */
export const MOST_MARKUP = 2_000_000;

/** The name of a page, numbered from 0: `conversation.html`, `conversation-2.html`. */
export function pageName(index: number): string {
  return index === 0 ? "conversation.html" : `conversation-${index + 1}.html`;
}

/** True for names of pages behind the first. */
export function isFurtherPage(name: string): boolean {
  return /^conversation-(?:[2-9]|[1-9]\d{1,6})\.html$/.test(name);
}

/** The page that holds a message, by the number of the first message of each. */
export function pageOf(number: number, starts: readonly number[]): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= number) low = middle;
    else high = middle - 1;
  }
  return low;
}
