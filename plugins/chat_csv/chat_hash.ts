/**
 * A hash of chat ids.
 *
 * @module
 */
import type { Random } from "../../core/host.ts";

/** Words of 32 bits that a hash has. */
export const HASH_WORDS = 2;
const FACTORS = [0x9e3779b1, 0x85ebca77];

/** Writes the hash of an id into `into`, from its element `at` on. */
export type ChatHash = (chatId: string, into: Uint32Array, at: number) => void;

/** A hash seeded by chance, so that nobody can prepare ids that meet. */
export function seededHash(random: Random): ChatHash {
  const seeds = FACTORS.map(() => Math.floor(random.next() * 2 ** 32));
  return (chatId, into, at) => {
    for (let word = 0; word < HASH_WORDS; word++) {
      let hash = seeds[word] ^ chatId.length;
      const factor = FACTORS[word];
      for (let i = 0; i < chatId.length; i++) {
        hash = Math.imul(hash ^ chatId.charCodeAt(i), factor);
        hash ^= hash >>> 15;
      }
      hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
      into[at + word] = hash ^ (hash >>> 16);
    }
  };
}
