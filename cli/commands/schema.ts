/**
 * `threadloom schema`: the JSON Schema of config files.
 *
 * @module
 */
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import { configSchema } from "../config/schema.ts";

/** Writes the schema to a file, or to standard output. */
export async function run({ flags, load, output, host = denoHost() }: Call): Promise<number> {
  const schema = await configSchema(load);
  const file = flags.text("output");
  if (file === undefined) {
    if (output.json) output.data(schema);
    else output.line(JSON.stringify(schema, null, 2));
    return 0;
  }
  await host.files.write(file, `${JSON.stringify(schema, null, 2)}\n`);
  output.note(`Wrote ${file}`);
  return 0;
}
