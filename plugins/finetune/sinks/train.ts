/**
 * `train.jsonl`: an example a line.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";
import type { Context } from "../../../core/context.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import type { FileSink, OpenFileSink } from "../../../core/sink.ts";
import type { Block } from "../block.ts";
import { WrittenBlock } from "../written/written_block.ts";
import { brokenRule, type FormName, FORMS, lineOf } from "./forms.ts";
import { TextFile, writing } from "./text_file.ts";

/** Options of `trainSink`. */
export interface TrainSinkOptions {
  /** The file to write; its folder is made when it is missing. */
  path: string;
  /**
   * The trainer's form. All but `messages` check the trainer's rules and write nothing that it would refuse.
   * @default "messages"
   */
  form?: FormName;
  /**
   * Takes only blocks that `splitDataset` has put here.
   * @default all blocks
   */
  split?: "train" | "validation";
  /**
   * Name in reports.
   * @default "train"
   */
  name?: string;
}

/** Options with defaults filled in. */
export interface TrainSinkSettings extends TrainSinkOptions {
  form: FormName;
  name: string;
}

const schema: z.ZodType<TrainSinkSettings, TrainSinkOptions> = z.strictObject({
  path: z.string().min(1).describe("The file to write; its folder is made when it is missing."),
  form: z.enum(["messages", "openai", "sharegpt", "trl", "bedrock", "mistral"]).default("messages").describe(
    "The trainer's form.",
  ),
  split: z.enum(["train", "validation"]).optional().describe("Takes only blocks that splitDataset has put here."),
  name: z.string().min(1).default("train").describe("Name in reports."),
});

type Unstamped = Omit<FileSink<Block>, typeof PLUGIN>;

/**
 * Writes a JSON line for each block, without spaces, lines joined by line feeds; the form `messages` has none at its
 * end, all others have one.
 *
 * @throws {RangeError} (while writing) when an example breaks a rule of the form: the message names line and rule, and
 * the option that mends it
 */
export const trainSink: PluginFactory<TrainSinkOptions, TrainSinkSettings, Unstamped> = definePlugin({
  name: "train",
  kind: "file",
  summary: "Writes blocks as examples for fine-tuning, a line each.",
  accepts: ["block"],
  options: schema,
  roles: { path: "location", name: "tuning" },
  permissions: ({ path }) => writing(path),
  create: (settings: TrainSinkSettings): Unstamped => ({
    kind: "file",
    name: settings.name,
    open: (context) => Promise.resolve(openSink(context, settings)),
  }),
});

function openSink(context: Context, { path, form: formName, split }: TrainSinkSettings): OpenFileSink<Block> {
  const file = new TextFile(context, path);
  const form = FORMS[formName];
  let lines = 0;
  const refuse = (why: string) => new RangeError(`Cannot write "${path}" as ${formName}: ${why}`);

  return {
    present: () => file.present(),
    async write(blocks) {
      for (const block of blocks) {
        if (split !== undefined && block.split !== split) continue;
        const written = block instanceof WrittenBlock;
        const broken = written ? block.facts.broken : brokenRule(block, form);
        if (broken !== undefined) throw refuse(`line ${lines + 1}: ${broken}`);
        const before = lines++ === 0 ? "" : "\n";
        if (!written) await file.write(`${before}${lineOf(block, form)}`);
        else {
          await file.write(before);
          await file.append(block.line);
          block.letGo();
        }
      }
    },
    async commit() {
      const { examples, bytes } = form;
      // No examples at all is a result like any other, which the report explains.
      if (lines > 0 && (lines < examples.least || lines > examples.most)) {
        throw refuse(`it has ${lines} examples, expected ${range(examples)}; ${MORE}`);
      }
      if (lines > 0 && formName !== "messages") await file.write("\n");
      const { files, changed } = await file.commit();
      if (lines > 0 && (file.bytes < bytes.least || file.bytes > bytes.most)) {
        context.log.warn(`"${path}" has ${file.bytes} bytes, ${formName} takes ${range(bytes)}`);
      }
      return { files, changed };
    },
    abort: () => file.abort(),
  };
}

const MORE = "smaller --min-tokens or --max-tokens give more";

function range({ least, most }: { least: number; most: number }): string {
  return most === Infinity ? `at least ${least}` : `${least} to ${most}`;
}
