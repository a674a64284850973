/**
 * Making a conversation into the text that files hold: what another thread does.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { describe } from "../../../core/errors.ts";
import { wellFormed } from "../../../core/json_line.ts";
import { isDrop, type OpenTransform } from "../../../core/transform.ts";
import type { Block } from "../block.ts";
import { saidIn } from "../dedupe_blocks.ts";
import { blockTransforms, type FinetuneSettings, partTransform } from "../preset.ts";
import { brokenRule, FORMS, lineOf } from "../sinks/forms.ts";
import { processedText } from "../sinks/processed.ts";
import { linePieces } from "../sinks/raw.ts";
import { turnsOf } from "../statistics.ts";
import type { MadeParts } from "./made_chat.ts";
import { TextBuffer } from "./text_buffer.ts";

/**
 * Makes conversations, one after the other, their texts into a buffer. Takes the one in the list out of it: while a
 * large one is made, nobody else is to hold it.
 */
export type Maker = (conversations: Conversation[], into: TextBuffer) => Promise<MadeParts>;

/** A transform that is open. */
interface Step {
  name: string;
  opened: OpenTransform<unknown, unknown>;
}

/**
 * Opens the transforms of a run, each with its own context.
 *
 * @throws {Error} what a transform throws; the name of that transform is told to `onFailure` before
 */
export async function openMaker(
  settings: FinetuneSettings,
  contextOf: (transform: string) => Context,
  onFailure: (transform: string) => void,
): Promise<Maker> {
  const parted = partTransform(settings);
  const steps: Step[] = [];
  for (const transform of [...blockTransforms(settings), ...(parted ? [parted] : [])]) {
    const { name } = transform;
    try {
      steps.push({ name, opened: await transform.open(contextOf(name)) as OpenTransform<unknown, unknown> });
    } catch (error) {
      onFailure(name);
      throw error;
    }
  }
  return (conversations, into) => make(conversations, steps, settings, into);
}

async function make(
  given: Conversation[],
  steps: readonly Step[],
  settings: FinetuneSettings,
  into: TextBuffer,
): Promise<MadeParts> {
  const made = begin(given[0], settings);
  const write = writer(made.blocks, settings, into);
  // Each block goes all the way before the next begins: merged and written text is there of one at a time.
  const follow = async (records: unknown[], from: number): Promise<boolean> => {
    while (records.length > 0) {
      let record: unknown = records.pop();
      for (let i = from; i < steps.length; i++) {
        const { name, opened } = steps[i];
        let result: unknown;
        try {
          result = opened.apply(record);
          if (result instanceof Promise) result = await result;
        } catch (error) {
          made.failed = { by: name, error: describe(error) };
          return false;
        }
        record = result;
        if (isDrop(result)) made.dropped = { by: name, reason: result.drop };
        if (made.dropped) return false;
        if (!Array.isArray(result)) continue;
        record = undefined;
        if (!await follow(result.reverse(), i + 1)) return false;
        break;
      }
      if (record !== undefined) write(record as Block);
    }
    return true;
  };
  if (!await follow(given.splice(0, 1), 0)) made.blocks = [];
  return made;
}

function begin(conversation: Conversation, settings: FinetuneSettings): MadeParts {
  const { id, title, metadata: { telegramType } } = conversation;
  const made: MadeParts = { id, blocks: [] };
  if (title !== undefined) made.title = title;
  if (typeof telegramType === "string") made.chatType = telegramType;
  if (settings.raw) made.raw = rawOf(conversation);
  return made;
}

function rawOf(conversation: Conversation): ArrayBuffer[] {
  const buffer = new TextBuffer();
  for (const piece of linePieces(conversation)) buffer.add(wellFormed(piece));
  return buffer.endRow();
}

/** Writes blocks into the buffer, and what is known of them into `facts`. */
function writer(facts: MadeParts["blocks"], settings: FinetuneSettings, buffer: TextBuffer): (block: Block) => void {
  const { form: trainForm = "messages", dedupe = "none" } = settings;
  return (block) => {
    const { position, tokens, durationMs, split } = block;
    const form = FORMS[split === "validation" ? "messages" : trainForm];
    const broken = brokenRule(block, form);
    const { hash, text } = dedupe === "none" ? {} : saidIn(block);
    facts.push({
      position,
      tokens,
      durationMs,
      ...(split === undefined ? {} : { split }),
      turns: turnsOf(block),
      ...(broken === undefined ? {} : { broken }),
      ...(hash === undefined ? {} : { said: dedupe === "near" ? { hash, text } : { hash } }),
      line: buffer.add(wellFormed(lineOf(block, form))),
      processed: buffer.add(wellFormed(processedText(block))),
    });
  };
}
