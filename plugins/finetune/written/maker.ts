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
 * Makes conversations, one after the other. Takes the one in the list out of it: while a large one is made, nobody else
 * is to hold it.
 */
export type Maker = (conversations: Conversation[]) => Promise<MadeParts>;

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
  return (conversations) => make(conversations, steps, settings);
}

async function make(given: Conversation[], steps: readonly Step[], settings: FinetuneSettings): Promise<MadeParts> {
  const made = begin(given[0], settings);
  let records: unknown[] = given.splice(0, 1);
  for (const { name, opened } of steps) {
    const next: unknown[] = [];
    try {
      for (const record of records) {
        const result = await opened.apply(record);
        if (Array.isArray(result)) { for (const one of result) next.push(one); }
        else if (isDrop(result)) made.dropped = { by: name, reason: result.drop };
        else next.push(result);
      }
    } catch (error) {
      made.failed = { by: name, error: describe(error) };
      return made;
    }
    if (made.dropped) return made;
    records = next;
  }
  made.text = write(records as Block[], made.blocks, settings);
  return made;
}

function begin(conversation: Conversation, settings: FinetuneSettings): MadeParts {
  const { id, title, metadata: { telegramType } } = conversation;
  const made: MadeParts = { id, blocks: [], text: [] };
  if (title !== undefined) made.title = title;
  if (typeof telegramType === "string") made.chatType = telegramType;
  if (settings.raw) made.raw = rawOf(conversation);
  return made;
}

function rawOf(conversation: Conversation): ArrayBuffer[] {
  const buffer = new TextBuffer();
  for (const piece of linePieces(conversation)) buffer.add(wellFormed(piece));
  return buffer.end();
}

/** Writes blocks into one piece of memory, and what is known of them into `facts`. */
function write(blocks: Block[], facts: MadeParts["blocks"], settings: FinetuneSettings): ArrayBuffer[] {
  const { form: trainForm = "messages", dedupe = "none" } = settings;
  const buffer = new TextBuffer();
  for (const block of blocks) {
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
  }
  return buffer.end();
}
