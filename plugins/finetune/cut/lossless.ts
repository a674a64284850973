/**
 * Cutting without losses: a block is counted as the line it becomes while it grows, so that none is over the budget and
 * none has to be thrown away for it afterwards. What is left of a stretch between two gaps takes messages from the
 * block before it where it would be too short for itself.
 *
 * @module
 */
import { strip } from "../python.ts";
import { longestFitting } from "./borders.ts";
import { LineCounter } from "./counter.ts";
import { between, type LeaveOut, type Limits, type Piece, type Stretch } from "./piece.ts";

/** More characters than this many a token has are probably too many. */
const CHARACTERS_PER_TOKEN = 8;

/** A block, and the tokens of its line. */
type Cut = Pick<Stretch, "pieces" | "tokens">;

/** Cuts conversations; holds nothing between two of them. */
export class LosslessCutter {
  readonly #limits: Limits;
  readonly #counter: LineCounter;
  /** For blocks that are not the current one. */
  readonly #other: LineCounter;
  readonly #overflow: "split" | "drop";
  readonly #leaveOut: LeaveOut;
  /** Messages that were split. */
  splits = 0;
  #done: Cut[] = [];
  #current: Piece[] = [];

  constructor(limits: Limits, counter: () => LineCounter, overflow: "split" | "drop", leaveOut: LeaveOut) {
    this.#limits = limits;
    this.#counter = counter();
    this.#other = counter();
    this.#overflow = overflow;
    this.#leaveOut = leaveOut;
  }

  /** The blocks of a conversation, in order. */
  cut(pieces: readonly Piece[]): Stretch[] {
    const kept: Stretch[] = [];
    let before: Piece | undefined;
    for (const piece of pieces) {
      const gap = before && between(before, piece);
      if (gap !== undefined && gap > this.#limits.gapMs) kept.push(...this.#endStretch());
      this.#take(piece);
      before = piece;
    }
    kept.push(...this.#endStretch());
    return kept;
  }

  #take(piece: Piece): void {
    const { maxTokens, minTokens } = this.#limits;
    if (this.#counter.add(piece, maxTokens)) return void this.#current.push(piece);
    this.#other.clear();
    if (this.#other.with(piece) <= maxTokens) {
      this.#close();
      this.#counter.add(piece);
      this.#current.push(piece);
      return;
    }
    if (this.#overflow === "drop") {
      this.#leaveOut("message", "longer than a block");
      return this.#close();
    }
    this.splits++;
    // What is too short for itself is filled up with the beginning of the long message.
    if (this.#current.length > 0 && this.#counter.tokens >= minTokens) this.#close();
    this.#split(piece);
  }

  #split(piece: Piece): void {
    const { maxTokens, minTokens } = this.#limits;
    let rest = piece.content;
    while (!this.#fits(rest, piece) || !this.#counter.add({ ...piece, content: rest }, maxTokens)) {
      let most = maxTokens;
      const tokensOf = (content: string) => this.#counter.with({ ...piece, content });
      const fitting = () => longestFitting(rest, most, tokensOf, CHARACTERS_PER_TOKEN / 2 * most);
      let length = fitting();
      if (length > 0 && this.#isShort(piece, strip(rest.slice(length)))) {
        // Two halves rather than a whole and a remainder that is too short.
        const both = this.#counter.with({ ...piece, content: rest }) + this.#counter.empty;
        most = Math.min(maxTokens, Math.max(minTokens, Math.ceil(both / 2)));
        length = fitting() || length;
      }
      const content = strip(rest.slice(0, length));
      if (content === "") {
        // Not even a character fits: its tokens are more than a block may have.
        if (this.#current.length === 0) return this.#leaveOut("message", "longer than a block");
        this.#close();
        continue;
      }
      this.#counter.add({ ...piece, content });
      this.#current.push({ ...piece, content });
      this.#close();
      rest = strip(rest.slice(length));
      if (rest === "") return;
    }
    this.#current.push({ ...piece, content: rest });
  }

  /** False where the beginning alone is too much: a long text is not counted as a whole again for each of its parts. */
  #fits(rest: string, piece: Piece): boolean {
    const { maxTokens } = this.#limits;
    const beginning = rest.slice(0, CHARACTERS_PER_TOKEN * maxTokens);
    return beginning === rest || this.#counter.with({ ...piece, content: beginning }) <= maxTokens;
  }

  #isShort(piece: Piece, rest: string): boolean {
    const { maxTokens, minTokens } = this.#limits;
    this.#other.clear();
    const beginning = rest.slice(0, CHARACTERS_PER_TOKEN * maxTokens);
    return rest !== "" && this.#other.with({ ...piece, content: beginning }) < minTokens;
  }

  #close(): void {
    if (this.#current.length > 0) this.#done.push({ pieces: this.#current, tokens: this.#counter.tokens });
    this.#current = [];
    this.#counter.clear();
  }

  #endStretch(): Stretch[] {
    this.#close();
    const { minTokens } = this.#limits;
    const done = this.#done;
    this.#done = [];
    const kept: Stretch[] = [];
    const [here, lost] = [new Set<string>(), new Set<string>()];
    this.#fillUpLast(done);
    for (const { pieces, tokens } of done) {
      const short = tokens < minTokens;
      if (short) this.#leaveOut("block", "short");
      else kept.push({ pieces, tokens, durationMs: durationOf(pieces) });
      for (const { id } of pieces) (short ? lost : here).add(id);
    }
    // Of a message that was split some parts may be kept: it counts once, and not as one that is gone.
    let parts = 0;
    for (const id of lost) if (here.has(id)) parts++;
    if (lost.size > parts) this.#leaveOut("message", "in a short block", lost.size - parts);
    if (parts > 0) this.#leaveOut("message", "partly in a short block", parts);
    return kept;
  }

  /** Moves messages from the last but one to the last, while that is too short and the other can spare them. */
  #fillUpLast(done: Cut[]): void {
    const { minTokens, maxTokens } = this.#limits;
    const last = done.length - 1;
    if (last < 1 || done[last].tokens >= minTokens) return;
    const giver = done[last - 1].pieces;
    let right = done[last].tokens;
    for (let moved = 0; moved < giver.length - 1;) {
      // About as many as are missing at once: each try counts both blocks.
      for (let missing = minTokens - right; missing > 0 && moved < giver.length - 1; moved++) {
        this.#other.clear();
        missing -= this.#other.with(giver[giver.length - 1 - moved]) - this.#other.empty + 1;
      }
      const more = [...giver.slice(-moved), ...done[last].pieces];
      const less = giver.slice(0, -moved);
      const left = this.#count(less);
      right = this.#count(more);
      if (left < minTokens || right > maxTokens) return;
      if (right < minTokens) continue;
      done.splice(last - 1, 2, { pieces: less, tokens: left }, { pieces: more, tokens: right });
      return;
    }
  }

  #count(pieces: readonly Piece[]): number {
    this.#other.clear();
    for (const piece of pieces) this.#other.add(piece);
    return this.#other.tokens;
  }
}

function durationOf(pieces: readonly Piece[]): number {
  return Math.max(0, between(pieces[0], pieces.at(-1)!) ?? 0);
}
