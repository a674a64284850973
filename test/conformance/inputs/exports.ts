/**
 * Exports in a folder and in a zip, whole and damaged, for checking the ChatGPT source.
 *
 * @module
 */
import { type NeutralConversation, packExport, renderExport, thread, writeFolder } from "../../support/exports/mod.ts";

type Files = Map<string, Uint8Array>;

/** The inputs of one form of export. */
interface Inputs {
  input(folder: string): Promise<void>;
  empty(folder: string): Promise<void>;
  changed(folder: string): Promise<void>;
  bad(folder: string): Promise<void>;
  cut(folder: string): Promise<void>;
}

/** When all of them were made, epoch milliseconds. */
const EXPORTED_AT = Date.UTC(2026, 5, 14, 9, 12, 44);

function threads(edit?: number): NeutralConversation[] {
  return Array.from({ length: 90 }, (_, i) => {
    const answer = i === edit ? "Another answer." : "The answer.";
    return thread(`conversation ${i}`, `Number ${i}`, ["The question?", answer], { createTime: 1_735_787_046 + i });
  });
}

function rendered(conversations: NeutralConversation[]): Files {
  return renderExport(conversations, "D", { shardSize: 20 });
}

/** An export of which one conversation is not JSON. */
function broken(): Files {
  const files = rendered(threads());
  const text = new TextDecoder().decode(files.get("conversations-001.json"));
  const bad = `[{"id":"broken","title":"Broken","mapping":nothing},${text.trimStart().slice(1)}`;
  return files.set("conversations-001.json", new TextEncoder().encode(bad));
}

/** An export whose last piece ends in the middle. */
function cutShort(): Files {
  const files = rendered(threads());
  const name = "conversations-004.json";
  const bytes = files.get(name);
  if (!bytes) throw new Error(`Cannot cut "${name}": the export has no such file`);
  return files.set(name, bytes.subarray(0, bytes.length >> 1));
}

const asFolder = (files: () => Files) => (folder: string): Promise<void> =>
  writeFolder(files(), `${folder}/export`, { exportedAt: EXPORTED_AT });

const asZip = (files: () => Files, share = 1) => async (folder: string): Promise<void> => {
  const bytes = packExport(files(), { exportedAt: EXPORTED_AT });
  await Deno.writeFile(`${folder}/export.zip`, bytes.subarray(0, Math.floor(bytes.length * share)));
};

/** `export/`: a folder as an unpacked zip leaves it. */
export const exportFolder: Inputs = {
  input: asFolder(() => rendered(threads())),
  empty: async (folder) => {
    await Deno.remove(`${folder}/export`, { recursive: true });
    await asFolder(() => rendered([]))(folder);
  },
  changed: asFolder(() => rendered(threads(7))),
  bad: asFolder(broken),
  cut: asFolder(cutShort),
};

/** `export.zip`. */
export const exportZip: Inputs = {
  input: asZip(() => rendered(threads())),
  empty: asZip(() => rendered([])),
  changed: asZip(() => rendered(threads(7))),
  bad: asZip(broken),
  cut: asZip(() => rendered(threads()), 0.6),
};
