/**
 * Rows of chats whose logs are written in many ways, most of them plain.
 *
 * @module
 */
import { fc } from "../../../../deps/fast_check.ts";
import type { Row } from "../support.ts";

/** Texts of JSON, as they stand between its quotes. */
const TOKENS = [
  ...[
    "a",
    "word",
    " ",
    "  ",
    "\\n",
    "\\t",
    "\\r\\n",
    '\\"',
    '\\"\\"',
    ",",
    ", ",
    "?",
    "é",
    "ß",
    "€",
    "日本",
    "😀",
    "：",
    "=",
    "-",
    "+",
  ],
  ...[
    "@",
    "[]",
    "http://x.y",
    "https:\\/\\/x",
    "HTTP://x",
    "xhttp://",
    "://",
    "www.a",
    "www. ",
    "xwww.b",
    "WWW.c",
    "w",
    "ww",
  ],
  ...[
    "\\u00e9",
    "\\u0041",
    "\\u002c",
    "\\u0022",
    "\\u003f",
    "\\u0077ww.a",
    "\\u2003",
    "\\ud83d\\ude00",
    "\\u0020",
    "\\/",
    "\\\\",
    "\\b",
  ],
  ...[
    "\u00a0",
    "\u0085",
    "\u1680",
    "\u2000",
    "\u200a",
    "\u200b",
    "\u2028",
    "\u202f",
    "\u205f",
    "\u3000",
    "\ufeff",
    "\u007f",
  ],
  ...["？", "؟", "\u037e", "＝", "＋", "－", "＠", "０", "0123456789abcdef", "x".repeat(33)],
];
/** Those that a plain text does not have. */
const ODD = ["\\u0000", "\\ud800", "\\ude00\\ud83d", "\\x", "\\u00g0", "\n", "\\", '"'];
const often = <T>(usual: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: usual, weight: 200 }, { arbitrary: seldom, weight: 1 });
const token = fc.oneof({ arbitrary: fc.constantFrom(...TOKENS), weight: 400 }, {
  arbitrary: fc.constantFrom(...ODD),
  weight: 1,
});
const text = fc.array(token, { maxLength: 14 }).map((parts) => `"${parts.join("")}"`);
const space = fc.constantFrom("", "", "", " ", "\n ", "\t");
const member = (key: string, value: fc.Arbitrary<string>) =>
  fc.tuple(
    often(fc.constant(`"${key}"`), fc.constantFrom(`"${key.toUpperCase()}"`, '"mood"', '"\\u0069d"')),
    space,
    value,
  )
    .map(([name, between, value]) => `${name}${between}:${between}${value}`);
const id = often(
  fc.uuid().map((id) => `"${id}"`),
  fc.constantFrom('"m1"', '""', '"a,b"', "7", '"é"'),
);
const message = fc.tuple(
  member("id", id),
  member(
    "role",
    often(fc.constantFrom('"user"', '"assistant"'), fc.constantFrom('"User"', '"bot"', "null", '"users"')),
  ),
  member(
    "type",
    often(fc.constantFrom('"default"', '"answer"', '"defaults"', '"Ünï"'), fc.constantFrom('""', "null", '"é"')),
  ),
  member("content", often(text, fc.constantFrom("null", "1", "[1]", '""'))),
).chain((members) =>
  fc.tuple(
    fc.shuffledSubarray(members, { minLength: 4 }),
    fc.option(member("disclaimer", often(fc.constantFrom("null", '"See [x](y) \\u00e9\\n\\"z\\""'), text))),
    space,
    often(fc.constant(true), fc.constant(false)),
  )
).map(([members, more, between, whole]) =>
  `{${between}${[...(whole ? members : members.slice(1)), ...(more ? [more] : [])].join(`${between},`)}${between}}`
);
const logs = fc.tuple(
  fc.array(message, { maxLength: 8 }),
  space,
  often(fc.constant(""), fc.constantFrom("]", ",", "x")),
)
  .map(([messages, between, end]) => `${between}[${messages.join(`,${between}`)}]${between}${end}`);
const info = fc.constantFrom(
  ...[
    '{"actions":["a","b"]}',
    "",
    "[]",
    '{"email":"x@y.org","cities":["Gent","Liège, \\"x\\""],"regions":"=Coast","mood":1}',
  ],
  ...['{"themes":["sea",null],"intentType":["a"],"current brands":"é","firstName":"A","last_name":"B"}', '{"pois":'],
);
/** A row whose log may be plain. */
export const row: fc.Arbitrary<Row> = fc.record({
  chat_id: fc.uuid(),
  slug: fc.constantFrom("stay", "é", 'a "b"', "-1", "x,y", "\ufeffz", "z\0"),
  conversation_log: logs,
  structured_info: info,
  updated_at: fc.constantFrom(
    "2025-05-28T12:55:10.558493",
    "2025-05-28T12:55:11Z",
    "",
    "x",
    "2025-05-28T12:55:10.546494",
  ),
  is_test_chat: fc.constantFrom("true", "", "no", "?"),
  resolution: fc.constantFrom("", "done", "None"),
  message_count: fc.constantFrom("1", "2", "", "x"),
});
