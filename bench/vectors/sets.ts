/**
 * Vectors to search: as even as they can be, in clusters, and of words.
 *
 * @module
 */
import { hashedEmbedding } from "../../core/embedding/hashed.ts";
import { text } from "../../core/text.ts";
import { type Series, series } from "../generate/random.ts";
import { conversation, MESSAGES } from "../search/talk.ts";

/** Width of all vectors here. */
export const DIMENSIONS = 384;

/** A set: the vector of each number, always the same; numbers beyond the stored ones are queries. */
export type VectorSet = (number: number) => Float32Array;

/** Sets by name. */
export const SETS: { readonly [name: string]: { says: string; open(count: number): VectorSet } } = {
  clustered: {
    says:
      "10,000 topics in 100 fields, some of them a hundred times as common as others, and one text in ten a near copy",
    open: () => clustered,
  },
  even: { says: "directions at random: nothing is near, the hardest case there is", open: () => even },
  lexical: { says: "hashed words of invented talk", open: lexical },
};

const FIELDS = 100;
const TOPICS = 10_000;

function clustered(number: number): Float32Array {
  const random = series(Math.imul(number + 1, 0x9e3779b1), number);
  // One in ten says what another has said, nearly.
  const copy = random.next() < 0.1;
  const like = copy ? series(random.below(1000) + 7, 5) : random;
  const topic = Math.floor(TOPICS ** like.next()) - 1;
  const vector = new Float32Array(DIMENSIONS);
  for (const [name, tag, length] of [[1, 1, 0.6], [topic % FIELDS, 2, 0.6], [topic, 3, 0.7]]) {
    const shared = direction(name, tag, length);
    for (let i = 0; i < DIMENSIONS; i++) vector[i] += shared[i];
  }
  add(vector, like, 0.6);
  if (copy) add(vector, random, 0.1);
  return vector;
}

function even(number: number): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  add(vector, series(Math.imul(number + 1, 0x85ebca6b), number), 1);
  return vector;
}

function lexical(count: number): VectorSet {
  const conversations = Math.ceil(count / MESSAGES);
  let known = { index: -1, texts: [] as string[] };
  return (number) => {
    const index = Math.floor(number / MESSAGES);
    if (known.index !== index) {
      const { messages } = conversation(index, conversations);
      known = { index, texts: messages.map((message) => text(message)) };
    }
    return hashedEmbedding(known.texts[number % MESSAGES], DIMENSIONS);
  };
}

/** Directions that many vectors share: worked out once. */
const DIRECTIONS = new Map<string, Float32Array>();

function direction(seed: number, tag: number, length: number): Float32Array {
  const name = `${seed} ${tag}`;
  let known = DIRECTIONS.get(name);
  if (!known) DIRECTIONS.set(name, known = add(new Float32Array(DIMENSIONS), series(seed, tag), length));
  return known;
}

/** Adds what is normally distributed, about of length `length`. */
function add(vector: Float32Array, random: Series, length: number): Float32Array {
  const scale = length / Math.sqrt(vector.length);
  for (let i = 0; i < vector.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.next())) * scale;
    const angle = 2 * Math.PI * random.next();
    vector[i] += radius * Math.cos(angle);
    vector[i + 1] += radius * Math.sin(angle);
  }
  return vector;
}
