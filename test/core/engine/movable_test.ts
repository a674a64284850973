import assert from "node:assert/strict";
import { movable } from "../../../core/engine/movable.ts";
import type { OpenFileSink } from "../../../core/sink.ts";

function sinkAt(path: string): OpenFileSink<string> {
  const files = [{ path, size: 3, sha256: "abc" }];
  return {
    present: () => Promise.resolve(files),
    write: () => Promise.resolve(),
    commit: () => Promise.resolve({ files, changed: true }),
    abort: () => Promise.resolve(),
  };
}

const CASES: [state: string, path: string, named: string][] = [
  ["/home/sam/chats/.threadloom/outputs", "/home/sam/chats/all.jsonl", "all.jsonl"],
  ["/home/sam/chats/.threadloom/outputs", "/home/sam/chats/parts/a.jsonl", "parts/a.jsonl"],
  ["/home/sam/chats/.threadloom/outputs", "/home/sam/chats-2/all.jsonl", "/home/sam/chats-2/all.jsonl"],
  ["/home/sam/chats/.threadloom/outputs", "out/all.jsonl", "out/all.jsonl"],
  ["/home/sam/state", "/home/sam/all.jsonl", "/home/sam/all.jsonl"],
  [".threadloom/outputs", "all.jsonl", "all.jsonl"],
  ["C:\\chats\\.threadloom\\outputs", "C:\\chats\\parts\\a.jsonl", "parts/a.jsonl"],
  ["C:\\chats/.threadloom/outputs", "D:\\a.jsonl", "D:\\a.jsonl"],
];

for (const [state, path, named] of CASES) {
  Deno.test(`movable() names "${path}" beside "${state}" as "${named}"`, async () => {
    const sink = movable(sinkAt(path), state);
    assert.deepEqual(await sink.present(), [{ path: named, size: 3, sha256: "abc" }]);
    assert.deepEqual(await sink.commit(), { files: [{ path: named, size: 3, sha256: "abc" }], changed: true });
  });
}
