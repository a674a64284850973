/**
 * The folder that the sink writes, opened for one run.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { csvLine } from "../../core/csv/write.ts";
import { identify } from "../../core/hashed_file.ts";
import type { FileIdentity, OpenFileSink } from "../../core/sink.ts";
import { CHAT_COLUMNS, MESSAGE_COLUMNS } from "./columns.ts";
import { Crew } from "./crew.ts";
import { CHAT_METRICS, MESSAGE_METRICS } from "./measure.ts";
import { OutFile } from "./out_file.ts";
import { openParquet, PARQUET_FILES, type ParquetTables } from "./parquet_tables.ts";
import { Gathering, RowMemory } from "./packed_rows.ts";
import { Quality } from "./quality.ts";
import type { ChatTablesRecord, InputFile } from "./record.ts";
import { LINE_FILES, Renderer, SAFE_FILES } from "./renderer.ts";
import { StandingRow } from "./row_record.ts";
import type { ChatCsvSinkSettings } from "./sink.ts";
import { MOST_NAMES } from "./tally.ts";

/** The report comes last: where it is, the others are whole. */
const REPORT = "data_quality.json";

/** Opens the folder; nothing is made before there is something to write. */
export function openFolder(context: Context, settings: ChatCsvSinkSettings): OpenFileSink<ChatTablesRecord> {
  const { files, signal } = context;
  const { path, excelSafe, parquet } = settings;
  const out = (name: string): OutFile => new OutFile(files, path, name);
  const all = (excelSafe ? [...LINE_FILES, ...SAFE_FILES] : LINE_FILES).map(out);
  const renderer = new Renderer(all, MOST_NAMES);
  const quality = new Quality();
  const rowMemory = new RowMemory();
  const gathering = new Gathering(rowMemory);
  const crew = new Crew(context, excelSafe, rowMemory, async (lines) => {
    signal.throwIfAborted();
    renderer.merge(lines.counts);
    // Side by side: one after the other each write waits for a turn of this thread, which is busy. All have ended before
    // one that failed is told.
    const written = await Promise.allSettled(
      lines.sizes.map((size, i) => size > 0 ? all[i].append(new Uint8Array(lines.transfer[i], 0, size)) : undefined),
    );
    for (const one of written) if (one.status === "rejected") throw one.reason;
  });
  let tables: ParquetTables | undefined;
  let begun = false;
  let expected = 0;

  async function begin(): Promise<void> {
    begun = true;
    const headers = [CHAT_COLUMNS, MESSAGE_COLUMNS, CHAT_METRICS, MESSAGE_METRICS];
    for (const [i, columns] of headers.entries()) all[i].add(csvLine(columns));
    if (excelSafe) { for (const i of [0, 1]) all[LINE_FILES.length + i].add(csvLine(headers[i])); }
    if (parquet) tables = await openParquet(files, path);
  }

  async function addRecord(record: Exclude<ChatTablesRecord, { kind: "input" }>): Promise<void> {
    // Lines of rows before it come first.
    await finishRows();
    if (record.kind === "tables") {
      renderer.addChat(record);
      tables?.add(record);
    } else if (record.kind === "reject") renderer.addReject(record);
    else throw foreign(record);
    if (!tables?.full && !all.some((file) => file.full)) return;
    signal.throwIfAborted();
    for (const file of all) if (file.full) await file.flush();
    if (tables?.full) await tables.flush();
  }

  async function finishRows(): Promise<void> {
    if (!gathering.empty) await crew.take(gathering.take());
    await crew.drain();
  }

  function addInput(input: InputFile): void {
    quality.addInput(input);
    expected += input.bytes;
    // Only rows as they stand can be made into lines elsewhere.
    if (context.direct) crew.expect(expected);
  }

  const names = [
    ...all.map((file) => file.path),
    ...(parquet ? PARQUET_FILES : []).map((name) => `${path}/${name}`),
    `${path}/${REPORT}`,
  ];
  return {
    async present() {
      const there: FileIdentity[] = [];
      for (const name of names) {
        const file = await identify(files, name);
        if (file) there.push(file);
      }
      return there;
    },
    async write(records: (ChatTablesRecord | StandingRow)[]) {
      if (!begun) await begin();
      for (const record of records) {
        if (record instanceof StandingRow && record.ready) {
          // With others, and perhaps in another thread.
          if (gathering.refuses(record)) await crew.take(gathering.take());
          gathering.add(record);
        } else if (record.kind === "input") addInput(record.input);
        else await addRecord(record as Exclude<ChatTablesRecord, { kind: "input" }>);
      }
    },
    async commit() {
      if (!begun) await begin();
      await finishRows();
      await crew.stop();
      const done: { file: FileIdentity; changed: boolean }[] = [];
      for (const file of all) done.push(await file.commit());
      if (tables) done.push(...await tables.commit());
      const report = out(REPORT);
      report.add(quality.text(renderer, done.map(({ file }) => file)));
      done.push(await report.commit());
      return { files: done.map(({ file }) => file), changed: done.some(({ changed }) => changed) };
    },
    async abort() {
      // Nothing may be taken away under what is still being written.
      await crew.stop();
      for (const file of all) await file.abort();
      await tables?.abort();
    },
  };
}

/** Of another kind than the types say: in a config file, or in a script that is not checked. */
function foreign(record: unknown): TypeError {
  const known = typeof record === "object" && record !== null && "kind" in record ? String(record.kind) : typeof record;
  const kind = known === "row" ? "chat" : known;
  const hint = kind === "chat" ? ": put chatTables() before the sink" : "";
  return new TypeError(
    `Cannot write a record of kind "${
      kind.slice(0, 60)
    }" as tables of chats: expected "tables", "reject" or "input"${hint}`,
  );
}
