/**
 * Small records, as a chat's table has them.
 *
 * @module
 */

/** One record: about 110 bytes as JSON. */
export interface SmallRecord {
  id: number;
  by: string;
  at: number;
  text: string;
}

const TEXTS = [
  " The kettle is on, shall I bring the letters? ",
  "no hurry",
  " 今日は静かですね。 駅で会いましょう ",
  'I left the blue umbrella at the harbour, "again". ',
];

/** `count` records, always the same. */
export function* records(count: number): Generator<SmallRecord> {
  for (let id = 0; id < count; id++) {
    yield { id, by: id % 2 ? "user" : "assistant", at: 1_700_000_000_000 + id * 1000, text: TEXTS[id % TEXTS.length] };
  }
}
