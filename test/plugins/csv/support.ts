/** What tests of CSV share. */
import type { Unit, UnitBatch } from "../../../core/source.ts";
import { csvSource, type CsvSourceOptions, type TableRow } from "../../../plugins/csv/mod.ts";
import { collect, testContext } from "../../support/context.ts";

/** Bytes of a file in UTF-8, as they are, or in UTF-16 with a byte order mark. */
export function bytesOf(text: string, encoding: "utf-8" | "utf-16le" | "utf-16be" = "utf-8"): Uint8Array {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  const bytes = new Uint8Array(2 + 2 * text.length);
  const view = new DataView(bytes.buffer);
  const little = encoding === "utf-16le";
  view.setUint16(0, 0xfeff, little);
  for (let i = 0; i < text.length; i++) view.setUint16(2 + 2 * i, text.charCodeAt(i), little);
  return bytes;
}

/** All batches of a file of this content. */
export async function batches(
  content: string | Uint8Array,
  options: Partial<CsvSourceOptions> = {},
): Promise<UnitBatch<TableRow>[]> {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  try {
    await Deno.writeFile(path, typeof content === "string" ? bytesOf(content) : content);
    const source = await csvSource({ ...options, path }).open(testContext());
    try {
      return await collect(source.read());
    } finally {
      await source.close();
    }
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { message: error.message.replaceAll(path, "in.csv") }) : error;
  } finally {
    await Deno.remove(path);
  }
}

/** All units. */
export async function units(
  content: string | Uint8Array,
  options: Partial<CsvSourceOptions> = {},
): Promise<Unit<TableRow>[]> {
  return (await batches(content, options)).flatMap((batch) => batch.units);
}

/** Records of the units; of a bad one its message. */
export async function records(
  content: string | Uint8Array,
  options: Partial<CsvSourceOptions> = {},
): Promise<unknown[]> {
  return (await units(content, options)).map((unit) => {
    try {
      const parsed = unit.parse();
      return Array.isArray(parsed) ? parsed[0] : parsed;
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  });
}
