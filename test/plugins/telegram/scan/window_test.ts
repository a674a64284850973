/** Messages that are passed over in WebAssembly: the scan knows the same as one that looks at every token. */
import assert from "node:assert/strict";
import type { JsonObject } from "../../../../core/conversation.ts";
import { fc } from "../../../../deps/fast_check.ts";
import { Lexer } from "../../../../plugins/telegram/scan/lexer.ts";
import { Structure } from "../../../../plugins/telegram/scan/structure.ts";
import { Window } from "../../../../plugins/telegram/scan/window.ts";
import { chat, full, message, MONDAY } from "../support.ts";
import { messagesModule } from "./build_messages.ts";

Deno.test("messages_wasm.ts carries what messages.wat says", async () => {
  const module = new URL("../../../../plugins/telegram/scan/messages_wasm.ts", import.meta.url);
  assert.equal(await Deno.readTextFile(module), await messagesModule());
});

/** All that a scan knows of these bytes, read in chunks of a size. */
function scan(bytes: Uint8Array, chunk: number, window: Window): unknown {
  const structure = new Structure();
  const lexer = new Lexer(structure, window);
  for (let at = 0; at < bytes.length; at += chunk) lexer.push(bytes.slice(at, at + chunk), false);
  lexer.push(new Uint8Array(0), true);
  structure.end(lexer.at);
  const { chats, owner, faults, tooMany } = structure;
  return { chats, owner, faults, tooMany, at: lexer.at };
}

function agree(bytes: Uint8Array, chunk: number): void {
  assert.deepEqual(scan(bytes, chunk, new Window()), scan(bytes, chunk, new Window(true)));
}

/** Texts that mean something where they are put in. */
const DAMAGE = [
  ...'"\\{}[],: \n\t\u0001-0.',
  "\\x0b",
  "\\q",
  "\\u00e9",
  "01",
  "-",
  "1.",
  "1e5",
  "true",
  "nul",
  '"document_id": a/b c,\n',
  '"document_id": 12,\n',
  '"date_unixtime": "1900000000",',
  '"edited_unixtime": "99999999999",',
  '"date_unixtime": 1900000001,',
  '"date_unixtime": "x",',
  '{"date_unixtime": "1950000000"},',
  "[[],[{}],{}],",
  "[".repeat(70),
];

Deno.test("a scan that passes over messages knows what one knows that looks at all, whole and broken, in any chunks", () => {
  const more = fc.constantFrom<JsonObject[]>(
    {},
    { edited: "2024-01-01T00:00:00", edited_unixtime: String(MONDAY + 5000) },
    { reactions: [{ type: "custom_emoji", count: 2, document_id: "stickers/a (1).webp" }, { count: -1.5, on: null }] },
    { width: 0, media_spoiler: true, poll: { answers: [[], {}, [false, '\\"\n\u0007é🙂']] } },
    { date_unixtime: 1_700_000_000 },
    { date_unixtime: "0" },
  );
  const messages = fc.array(fc.tuple(more, fc.nat(9000), fc.string({ maxLength: 40 })), { maxLength: 12 }).map((made) =>
    made.map(([fields, second, text], i) => message(i, text, fields, second))
  );
  const text = fc.tuple(messages, messages, fc.constantFrom(0, 1, 2)).map(([one, two, indent]) =>
    JSON.stringify(full([chat(one), chat(two, { id: 5 })]), null, indent)
  );
  const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...DAMAGE), fc.nat(3)), {
    maxLength: 2,
  });
  fc.assert(
    fc.property(text, damage, fc.integer({ min: 1, max: 3000 }), (whole, places, chunk) => {
      const broken = places.reduce((before, [where, put, taken]) => {
        const at = Math.floor(where * before.length);
        return before.slice(0, at) + put + before.slice(at + taken);
      }, whole);
      agree(new TextEncoder().encode(broken), chunk);
    }),
    { numRuns: 800 },
  );
});

Deno.test("most messages are passed over, and the latest of their times is known", () => {
  const messages = Array.from({ length: 500 }, (_, i) => message(i, `"${i}" \\ é`, {}, i === 250 ? 9999 : i));
  const structure = new Structure();
  let passed = 0;
  const pass = structure.pass.bind(structure);
  structure.pass = (some) => {
    passed += some.messages;
    pass(some);
  };
  const lexer = new Lexer(structure);
  lexer.push(new TextEncoder().encode(JSON.stringify(chat(messages), null, 1)), true);
  assert.equal(passed, 499);
  assert.equal(structure.chats[0].messages, 500);
  assert.equal(structure.chats[0].newest, (MONDAY + 9999) * 1000);
});
