/**
 * Pools of invented sentences, ready to stand inside a JSON string.
 *
 * @module
 */
import { type Series, series } from "./random.ts";

/** A piece of text, escaped for JSON, and its length in Unicode code points before escaping. */
export interface Piece {
  json: string;
  characters: number;
}

/** Pieces by what they are for. */
export interface Pools {
  sentences: Piece[];
  /** In Japanese, Chinese, German, Arabic, with emoji. */
  foreign: Piece[];
  code: Piece[];
  titles: Piece[];
  /** Breaks between paragraphs, list marks. */
  breaks: Piece[];
}

const LATIN =
  ("the a of to and in that it is for with on as this at by from or be are not can you we they harbour garden lamp kettle " +
    "letter orchard river window paper bridge morning table number signal engine winter market stone copper thread station cloud method " +
    "result value function error memory reason question answer plan week light small quiet careful early almost rarely together instead " +
    "between during because therefore however measure compare write read keep move open close begin finish remember explain suggest")
    .split(" ");
const SCRIPTS = [
  {
    words: "今日 明日 駅 庭 雨 手紙 を書く は静か と思う 電車 です。 でしょうか 珈琲 一緒に ゆっくり".split(" "),
    glue: "",
  },
  { words: "我们 今天 一起 去看 花园 里的 灯 很 安静 然后 写信 给 朋友 吗 因为 下雨".split(" "), glue: "" },
  { words: "Straße schön Bäume für später über Müll größer Öl fröhlich weiß nämlich Tür".split(" "), glue: " " },
  { words: "في الحديقة كتاب صغير نور الصباح رسالة إلى صديق هادئ قليلا ثم نعود".split(" "), glue: " " },
  { words: "“quoted” – dash … naïve café 🙂 👩‍🔬 ✅ → ≤ 20 °C it’s don’t 🎉".split(" "), glue: " " },
];
const CODE = [
  "def measure(values):",
  "    total = 0",
  "    for value in values:",
  "        total += value * 2",
  "    return total / len(values)",
  'print("done", {"a": 1})',
  "const open = await files.open(path);",
  "if (left === undefined) return [];",
  "\tif err != nil {\n\t\treturn err\n\t}",
  "SELECT name, count(*) FROM visits GROUP BY name;",
  "| 1 | 0.25 | ok |",
  "assert result == expected, f'{result!r}'",
];

/** The pools, the same for the same seed. `ascii` escapes all but ASCII, as Python does by default. */
export function makePools(seed: number, ascii: boolean): Pools {
  const random = series(seed);
  const piece = (text: string): Piece => ({ json: escape(text, ascii), characters: Array.from(text).length });
  const many = (count: number, make: () => string) => Array.from({ length: count }, () => piece(make()));
  return {
    sentences: many(6000, () => sentence(random)),
    foreign: many(800, () => foreign(random)),
    code: CODE.map((line) => piece(line + "\n")),
    titles: many(3000, () => capital(wordsOf(random, 2 + random.below(5)))),
    breaks: ["\n\n", "\n\n- ", "\n- ", "\n\n## ", "\n1. ", " "].map(piece),
  };
}

function wordsOf(random: Series, count: number): string {
  let text = random.pick(LATIN);
  for (let i = 1; i < count; i++) text += " " + random.pick(LATIN);
  return text;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

function sentence(random: Series): string {
  const text = capital(wordsOf(random, 5 + random.below(18)));
  const kind = random.below(12);
  if (kind === 0) return `**${text}**: see \`${random.pick(LATIN)}_${random.pick(LATIN)}()\`. `;
  if (kind === 1) return `"${text}," she wrote, and $x^2 + ${random.below(90)}$ was \\frac{1}{2}. `;
  return `${text}${random.pick([".", ".", ".", "?", "!", ";"])} `;
}

function foreign(random: Series): string {
  const { words, glue } = random.pick(SCRIPTS);
  return Array.from({ length: 6 + random.below(16) }, () => random.pick(words)).join(glue) + " ";
}

function escape(text: string, ascii: boolean): string {
  const json = JSON.stringify(text).slice(1, -1);
  if (!ascii) return json;
  return json.replace(/[\u007f-\uffff]/g, (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"));
}
