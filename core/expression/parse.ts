/**
 * From an expression's text to its tree.
 *
 * @module
 */
import { suggest } from "../suggest.ts";
import { FUNCTIONS } from "./functions.ts";
import { MAX_DEPTH, type Node, type Operator, OPERATORS, WORDS } from "./syntax.ts";
import { fault, type Token, tokensOf } from "./tokens.ts";

const VALUE = `a value: a field, text in quotes, a number, a date, true, false, null, a list, a function or "("`;
const OPERATOR = `an operator (${OPERATORS.join(", ")}), "and", "or"`;

/**
 * Reads an expression.
 *
 * @throws {SyntaxError} with the position, what stands there and what may stand there
 */
export function parse(text: string): Node {
  return new Parser(text).whole();
}

class Parser {
  readonly #tokens: Token[];
  #next = 0;
  #depth = 0;

  constructor(readonly text: string) {
    this.#tokens = tokensOf(text);
  }

  whole(): Node {
    const node = this.#either();
    const token = this.#peek();
    if (token.kind !== "end") throw this.#unexpected(token, `${OPERATOR} or the end`);
    return node;
  }

  #either(): Node {
    return this.#joined("or", () => this.#joined("and", () => this.#negated()));
  }

  #joined(word: "and" | "or", one: () => Node): Node {
    const items = [one()];
    while (this.#takeWord(word)) items.push(one());
    // Parentheses around the same word change nothing.
    return items.length === 1 ? items[0] : { kind: word, items: items.flatMap((i) => i.kind === word ? i.items : i) };
  }

  #negated(): Node {
    if (!this.#takeWord("not")) return this.#comparison();
    return this.#deeper(() => ({ kind: "not", of: this.#negated() }));
  }

  #comparison(): Node {
    const left = this.#value();
    const operator = this.#takeOperator();
    if (operator === undefined) return left;
    const node: Node = { kind: "compare", operator, left, right: this.#value() };
    const at = this.#peek();
    const second = this.#takeOperator();
    if (second !== undefined) {
      throw fault(this.text, at.at, `a second "${second}"`, `"and", "or" or the end: compare two values at a time`);
    }
    return node;
  }

  #takeOperator(): Operator | undefined {
    const token = this.#peek();
    if (this.#isWord(token, "not") && this.#isWord(this.#tokens[this.#next + 1], "in")) {
      this.#next += 2;
      return "not in";
    }
    const possible = token.kind === "sign" || token.kind === "name" && !token.quoted;
    const operator = possible ? OPERATORS.find((one) => one === token.text) : undefined;
    if (operator !== undefined) this.#next++;
    return operator;
  }

  #value(): Node {
    const node = this.#start();
    const steps: (string | number)[] = [];
    for (;;) {
      if (this.#takeSign(".")) steps.push(this.#fieldName());
      else if (this.#takeSign("[")) steps.push(this.#bracketed());
      else break;
    }
    if (steps.length === 0) return node;
    if (node.kind === "path") return { ...node, steps: [...node.steps, ...steps] };
    return { kind: "path", of: node, steps };
  }

  #start(): Node {
    const token = this.#peek();
    if (token.kind === "end") throw this.#unexpected(token, VALUE);
    this.#next++;
    if (token.kind === "text" || token.kind === "number") return { kind: "literal", value: token.value };
    if (token.kind === "time") return { kind: "time", text: token.text, value: token.value };
    if (token.kind === "name") return this.#named(token);
    if (token.text === "(") return this.#deeper(() => this.#closed(")", this.#either()));
    if (token.text === "[") return this.#deeper(() => ({ kind: "list", items: this.#items("]") }));
    throw this.#unexpected(token, VALUE);
  }

  #named(token: Token & { kind: "name" }): Node {
    if (token.quoted) return field(token.text.slice(1, -1));
    if (this.#isSign("(") && !WORDS.has(token.text)) return this.#call(token);
    switch (token.text) {
      case "it":
        return { kind: "it" };
      case "true":
      case "false":
        return { kind: "literal", value: token.text === "true" };
      case "null":
        return { kind: "literal", value: null };
    }
    if (!WORDS.has(token.text)) return field(token.text);
    throw this.#unexpected(token, `${VALUE} (a field of that name is written \`${token.text}\`)`);
  }

  #call({ at, text: name }: Token): Node {
    const known = FUNCTIONS.get(name);
    if (known === undefined) {
      const names = [...FUNCTIONS.keys()];
      const meant = suggest(name, names);
      const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
      throw fault(this.text, at, `the function "${name}"`, `one of ${names.join(", ")}${hint}`);
    }
    this.#next++;
    const values = this.#deeper(() => this.#items(")"));
    if (values.length < known.least || values.length > known.most) {
      throw fault(this.text, at, `${name} with ${values.length} value(s)`, known.usage);
    }
    return { kind: "call", name, values };
  }

  /** Values up to the closing sign, which is taken, too. */
  #items(end: ")" | "]"): Node[] {
    const items: Node[] = [];
    if (this.#takeSign(end)) return items;
    do items.push(this.#either()); while (this.#takeSign(","));
    this.#close(end, `"," or "${end}"`);
    return items;
  }

  #fieldName(): string {
    const token = this.#peek();
    if (token.kind !== "name") throw this.#unexpected(token, `a field's name (an odd one as ["odd name"])`);
    this.#next++;
    return token.quoted ? token.text.slice(1, -1) : token.text;
  }

  #bracketed(): string | number {
    const token = this.#peek();
    const index = token.kind === "number" && Number.isSafeInteger(token.value) ? token.value : undefined;
    const name = token.kind === "text" ? token.value : index;
    if (name === undefined) throw this.#unexpected(token, `a whole number or a field's name in quotes`);
    this.#next++;
    return this.#closed("]", name);
  }

  #closed<T>(end: ")" | "]", value: T): T {
    this.#close(end, end === ")" ? `${OPERATOR} or ")"` : `"]"`);
    return value;
  }

  #close(end: ")" | "]", expected: string): void {
    if (!this.#takeSign(end)) throw this.#unexpected(this.#peek(), expected);
  }

  #deeper(read: () => Node): Node;
  #deeper(read: () => Node[]): Node[];
  #deeper(read: () => Node | Node[]): Node | Node[] {
    if (this.#depth === MAX_DEPTH) {
      throw fault(this.text, this.#peek().at, `level ${MAX_DEPTH + 1} of nesting`, `at most ${MAX_DEPTH}`);
    }
    this.#depth++;
    const node = read();
    this.#depth--;
    return node;
  }

  #peek(): Token {
    return this.#tokens[this.#next];
  }

  #isWord(token: Token, word: string): boolean {
    return token.kind === "name" && !token.quoted && token.text === word;
  }

  #takeWord(word: string): boolean {
    const there = this.#isWord(this.#peek(), word);
    if (there) this.#next++;
    return there;
  }

  #isSign(sign: string): boolean {
    const token = this.#peek();
    return token.kind === "sign" && token.text === sign;
  }

  #takeSign(sign: string): boolean {
    const there = this.#isSign(sign);
    if (there) this.#next++;
    return there;
  }

  #unexpected(token: Token, expected: string): SyntaxError {
    const cut = token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text;
    const there = token.kind === "end" ? "the end" : token.kind === "text" ? cut : `"${cut}"`;
    return fault(this.text, token.at, there, expected);
  }
}

function field(name: string): Node {
  return { kind: "path", of: { kind: "it" }, steps: [name] };
}
