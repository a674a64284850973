/**
 * A conversation with everything a page shows.
 *
 * @module
 */
import type { Conversation } from "../../../core/conversation.ts";
import { asset, bytes, conversation, message, png } from "./support.ts";

const START = Date.UTC(2026, 4, 3, 9, 30);

/** The minute after its start. */
function at(minute: number): number {
  return START + minute * 60_000;
}

/** A short sound. */
function wav(): Uint8Array<ArrayBuffer> {
  const samples = Array.from({ length: 400 }, (_, i) => 128 + Math.round(60 * Math.sin(i / 8)));
  const number = (value: number, size: number) => Array.from({ length: size }, (_, i) => (value >> (8 * i)) & 255);
  const format = [...number(16, 4), ...number(1, 2), ...number(1, 2), ...number(8000, 4), ...number(8000, 4)];
  return new Uint8Array([
    ...bytes("RIFF"),
    ...number(36 + samples.length, 4),
    ...bytes("WAVEfmt "),
    ...format,
    ...number(1, 2),
    ...number(8, 2),
    ...bytes("data"),
    ...number(samples.length, 4),
    ...samples,
  ]);
}

const ANSWER = `## Why it floats

It says \\(F = \\rho g V\\)`;

const REST = `, which gives

\\[
\\int_0^h \\rho g A\\,dz = \\rho g V \\in \\mathbb{R}
\\]

| boat | weight |
|:-----|-------:|
| dory | 90 kg  |

\`\`\`python
def floats(density: float) -> bool:
    return density < 1.0  # of water
\`\`\`

1. one, with \`code\`
2. two

> *said* by **somebody**

See [the harbour](https://example.org/harbour "Harbour"), ![a chart](https://example.org/chart.png) and
[the table](sandbox:/mnt/data/boats.csv). <b>Not bold</b>.`;

/** The conversation; messages fork at its first answer and at the question after it. */
export function rich(): Conversation {
  return conversation([
    message("system", ["You like boats."], { id: "s", hidden: "role system", createdAt: at(0) }),
    message("user", ["Why does a *boat* float?\nDraw one, please."], { id: "u1", parentId: "s", createdAt: at(1) }),
    message("assistant", [{ type: "thinking", title: "Planning", text: "First the formula, then the picture." }], {
      id: "t",
      parentId: "u1",
      hidden: "content type thoughts",
      createdAt: at(2),
    }),
    message("assistant", [{ type: "tool_call", name: "python", input: "print(90 / 1000)", language: "python" }], {
      id: "c",
      parentId: "t",
      hidden: "recipient python",
      createdAt: at(3),
    }),
    message("tool", [{ type: "tool_result", name: "python", text: "0.09" }], {
      id: "r",
      parentId: "c",
      author: "python",
      hidden: "role tool",
      createdAt: at(4),
    }),
    message("assistant", [
      { type: "image", assetId: "file-boat", text: "A small boat" },
      ANSWER,
      {
        type: "citation",
        sources: [{ title: "Buoyancy", url: "https://example.org/b" }, { title: "A book" }],
        marker: "",
      },
      REST,
    ], { id: "a1", parentId: "r", model: "gpt-5", createdAt: at(6) }),
    message("user", [
      { type: "audio", assetId: "file-voice", transcript: "Can you hear me?" },
      { type: "file", assetId: "file-table" },
      { type: "image", assetId: "file-gone" },
    ], { id: "u2", parentId: "a1", createdAt: at(8) }),
    message("assistant", ["Yes.", { type: "error", name: "network", text: "It broke off." }], {
      id: "a2",
      parentId: "u2",
      model: "gpt-5",
      createdAt: at(9),
    }),
  ], {
    id: "boats",
    title: "Boats & <floating>",
    createdAt: START,
    updatedAt: at(9),
    branches: [
      message("assistant", ["Because it is light."], { id: "a0", parentId: "r", model: "gpt-4o", createdAt: at(5) }),
      message("user", ["And a ship?"], { id: "v2", parentId: "a1", createdAt: at(7) }),
      message("assistant", ["A ship, too."], { id: "b2", parentId: "v2", createdAt: at(7.5) }),
    ],
    assets: [
      asset("file-boat", png("boat"), {
        name: "boat.dat",
        width: 40,
        height: 30,
        messageId: "a1",
        metadata: { dalle: {} },
      }),
      asset("file-voice", wav(), { kind: "audio", pointer: "sediment://file-voice", messageId: "u2" }),
      asset("file-table", bytes("boat,weight\ndory,90\n"), { kind: "file", name: "boats.csv", messageId: "u2" }),
      asset("file-gone", png(), {
        name: "gone.png",
        messageId: "u2",
        open: undefined,
        missing: "the export does not hold it",
      }),
    ],
  });
}
