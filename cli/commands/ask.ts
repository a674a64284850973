/**
 * `threadloom ask`: answers from imported conversations.
 *
 * @module
 */
import { CannotRunError } from "../../core/errors.ts";
import { plainLines } from "../../core/plain_text.ts";
import { denoHost } from "../../host/deno.ts";
import type { Answer, AskOptions, Excerpt, PreparedAsk } from "../../search/mod.ts";
import type { Call } from "../command.ts";
import { formatCount, formatTime } from "../format.ts";
import { STOPPED } from "../import/session.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";
import { placeOf } from "../search/links.ts";
import { KEY } from "../search/semantic.ts";
import { openTarget, type Target } from "../search/target.ts";
import { countInterruptions, listenToSignals } from "../signals.ts";

const ADDRESS = "OPENAI_BASE_URL";
/** The encoding of OpenAI's models of today; others come close to it. */
const ENCODING = "o200k_base";

/** Answers a question, or with `--dry-run` says what would be sent. */
export async function run(call: Call): Promise<number> {
  const { args, flags, load } = call;
  const target = await openTarget(call, "ask", "hybrid");
  if (!target) return STOPPED;
  const { store } = target;
  try {
    const question = args.join(" ");
    const options = await optionsOf(call);
    if (flags.on("dry-run")) {
      const { prepareAsk } = await load("../search/mod.ts");
      writePrepared(call.output, options, await prepareAsk(store, question, options));
      return 0;
    }
    return await answer(call, target, question, options);
  } finally {
    await store.close();
  }
}

async function optionsOf({ flags, load }: Call): Promise<AskOptions & { model: string; baseUrl: string }> {
  const { OPENAI } = await load("../search/mod.ts");
  const { loadTokenizer } = await load("../plugins/finetune/mod.ts");
  const { files } = denoHost();
  const log = { debug() {}, info() {}, warn() {} };
  const tokenizer = await loadTokenizer(ENCODING, { files, log, count() {}, signal: new AbortController().signal });
  const baseUrl = Deno.env.get(ADDRESS)?.trim() || OPENAI;
  const apiKey = Deno.env.get(KEY)?.trim() || undefined;
  if (apiKey === undefined && baseUrl === OPENAI && !flags.on("dry-run")) {
    throw new CannotRunError(
      `Cannot ask: the environment has no ${KEY}, set it, or ${ADDRESS} to the address of a server of your own; ` +
        "--dry-run shows what would be sent",
    );
  }
  return {
    model: flags.text("model") ?? "gpt-4o-mini",
    baseUrl,
    tokenizer,
    ...(apiKey !== undefined && { apiKey }),
    ...(flags.text("filter") !== undefined && { filters: flags.text("filter") }),
    ...(flags.number("limit") !== undefined && { limit: flags.number("limit") }),
    ...(flags.number("max-tokens") !== undefined && { maxTokens: flags.number("max-tokens") }),
  };
}

async function answer(
  { load, output }: Call,
  target: Target,
  question: string,
  options: AskOptions,
): Promise<number> {
  const { ask } = await load("../search/mod.ts");
  const interruptions = countInterruptions(() => performance.now(), (count) => {
    if (count > 1) Deno.exit(STOPPED);
  });
  using _ = listenToSignals(interruptions);
  const onText = output.json ? undefined : (piece: string) => output.piece(safePiece(piece));
  let given: Answer;
  try {
    given = await ask(target.store, question, { ...options, onText, signal: interruptions.stop });
  } catch (error) {
    if (!interruptions.stop.aborted) throw error;
    return STOPPED;
  }
  const { answer, citations, unknown, cut } = given;
  if (output.json) output.data({ answer, citations });
  else {
    output.piece("\n");
    await writeSources(output, target, given);
  }
  if (cut) output.warn("the model ended before it was done: the answer is not whole");
  for (const n of unknown) output.warn(`[${n}] is no source: no message was given under that number`);
  return 0;
}

/** Without what a terminal would act on; pieces are cut anywhere, so escape characters go, whatever follows them. */
function safePiece(piece: string): string {
  return plainLines(piece.replaceAll("\x1b", ""));
}

async function writeSources(
  output: Output,
  { store, sources }: Target,
  { citations }: Answer,
): Promise<void> {
  if (citations.length === 0) return;
  const known = await sources(citations);
  output.line();
  for (const { n, conversationId, messageId } of citations) {
    const [message] = await store.around({ conversationId, messageId }, 0, 0);
    const title = plainText(message?.title ?? "") || "(untitled)";
    const when = typeof message?.createdAt === "number" ? `  ${formatTime(message.createdAt)}` : "";
    output.line(`[${n}] ${output.strong(title)}${when}  ${plainText(message?.role ?? "")}`);
    const place = placeOf(conversationId, known.get(conversationId));
    output.line(output.faint(`    ${place}  message ${plainText(messageId)}`));
  }
}

function writePrepared(
  output: Output,
  { model, baseUrl }: { model: string; baseUrl: string },
  { messages, excerpts, tokens }: PreparedAsk,
): void {
  if (output.json) {
    output.data({ model, messages, tokens, excerpts: excerpts.map(refOf) });
    return;
  }
  if (messages.length === 0) {
    output.line("Nothing would be sent: nothing was found that the question is about.");
    return;
  }
  output.line(`To ${plainText(baseUrl)}, for ${plainText(model)}: ${formatCount(tokens)} tokens, about.`);
  for (const { role, content } of messages) {
    output.line();
    output.line(output.strong(`${role}:`));
    output.line(plainLines(content));
  }
}

function refOf({ n, conversationId, messageId }: Excerpt): object {
  return { n, conversationId, messageId };
}
