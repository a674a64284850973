/**
 * What tests of reading ahead share: an export with everything that can become of a conversation, hosts whose threads are
 * watched, and imports of which all is kept that they leave and say.
 *
 * @module
 */
import type { Host, Thread } from "../../core/host.ts";
import { denoHost } from "../../host/deno.ts";
import { denoThreads } from "../../host/threads.ts";
import type { Report } from "../../mod.ts";
import { command } from "../crash/command.ts";
import { dump } from "../crash/dump.ts";

/** A host whose threads are counted, and may be wrapped. */
export function threadedHost(leastBytes: number, wrap = (thread: Thread): Thread => thread) {
  const seen = { started: 0, stopped: 0, received: 0 };
  const inner = denoThreads({ leastBytes });
  const watched = (thread: Thread): Thread => ({
    send: (message, transfer) => thread.send(message, transfer),
    async next() {
      const message = await thread.next();
      seen.received++;
      return message;
    },
    stop() {
      seen.stopped++;
      thread.stop();
    },
  });
  const start = () => {
    const thread = inner.start();
    if (!thread) return undefined;
    seen.started++;
    return watched(wrap(thread));
  };
  const host: Host = { ...denoHost(), threads: { leastBytes, mayLoad: inner.mayLoad, start } };
  return { host, seen };
}

export const oneThread: Host = { ...denoHost(), threads: undefined };

export function conversation(n: number, { text = `question ${n}`, update = 1_700_000_000 + n, metadata = {} } = {}) {
  const message = (id: string, role: string, parts: unknown[], more = {}) => ({
    id,
    author: { role, name: null, metadata: {} },
    create_time: 1_700_000_000.5 + n,
    content: { content_type: "text", parts },
    status: "finished_successfully",
    metadata: more,
    recipient: "all",
  });
  return {
    title: `Talk ${n} über 東京`,
    create_time: 1_700_000_000 + n,
    update_time: update,
    conversation_id: `talk-${n}`,
    current_node: `${n}-b`,
    mapping: {
      root: { id: "root", message: null, parent: null, children: [`${n}-a`] },
      [`${n}-a`]: { id: `${n}-a`, message: message(`${n}-a`, "user", [text]), parent: "root", children: [`${n}-b`] },
      [`${n}-b`]: {
        id: `${n}-b`,
        message: message(`${n}-b`, "assistant", ["answer ".repeat(n % 40), "\u5317\u4eac"], {
          zeta: 1,
          alpha: [n, { b: 2, a: 1 }],
          ...metadata,
        }),
        parent: `${n}-a`,
        children: [],
      },
    },
  };
}

/** An export with everything that can become of a conversation, the same to the byte each time. */
export function exportText(edited = ""): string {
  const elements: string[] = [];
  for (let n = 0; n < 120; n++) {
    elements.push(JSON.stringify(conversation(n, { text: `question ${n}${n === 7 ? edited : ""}` })));
  }
  // A newer copy, an equal copy, an older one.
  elements.push(JSON.stringify(conversation(3, { text: "edited", update: 1_700_009_000 })), elements[4]);
  elements.push(JSON.stringify(conversation(5, { text: "before", update: 1_600_000_000 })));
  // Broken inside; deeper than is hashed; half a surrogate pair; nothing but a name.
  elements.push(`{"conversation_id": "broken", "mapping": {"a": {"id": "a", "message": "\\x"}}}`);
  const deep = JSON.stringify(conversation(900)).replace('"zeta":1', `"zeta":${"[".repeat(3000)}${"]".repeat(3000)}`);
  elements.push(deep, JSON.stringify(conversation(901, { text: "half \ud83d of a pair" })));
  elements.push(`{"id": "folder-1", "title": "A folder"}`, "17");
  return `[${elements.join(",\n")}]`;
}

export async function inFolder(test: (folder: string, path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-ahead-" });
  try {
    const path = `${folder}/conversations.json`;
    await Deno.writeTextFile(path, exportText());
    await test(folder, path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What of a report does not depend on when and where it was run. */
export function told(text: string): Partial<Report> {
  const { run: _1, durationMs: _2, startedAt: _3, ...rest } = JSON.parse(text.trimEnd().split("\n").at(-1)!);
  return rest;
}

/** Imports, and gives all that is left and said. */
export async function imported(path: string, out: string, host: Host) {
  const { out: said, code } = await command(
    ["import", path, "--out", out, "--no-archive", "--json", "--markdown"],
    host,
  );
  const letters = await command(["dead-letters", "list", "--out", out, "--json"], host);
  const undated = letters.out.replaceAll(/"(?:at|run)":("[^"]*"|\d+),?/g, "");
  return { code, report: told(said), letters: undated, left: await dump(out) };
}
