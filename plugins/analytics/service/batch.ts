/**
 * Questions by the batch interface: a file of them goes out, a file of answers comes back within a day, at half the price.
 *
 * @module
 */
import { digest } from "../../../core/fingerprint.ts";
import type { AnswerCache } from "./cache.ts";
import { CHAT_PATH, type ChatAnswer, chatBody, type ChatQuestion, object, parsed, readAnswer } from "./chat.ts";
import { transient } from "../../../core/errors.ts";
import { request, type Service, type ServiceContext } from "./request.ts";

/** Questions of one file, and its bytes: what services take at most, with room to spare. */
const MOST_QUESTIONS = 50_000;
const MOST_BYTES = 150 * 1024 * 1024;
/** Longest file of answers. */
const MAX_ANSWER_BYTES = 512 * 1024 * 1024;
const ENDED = new Set(["completed", "failed", "expired", "cancelled"]);

/** How a batch is waited for. */
export interface Batching {
  service: Service;
  pollSeconds: number;
  cache: AnswerCache;
}

/**
 * Asks all questions, by key, and resolves with the answers that came; a question that got none is absent. The id of a
 * batch that was sent lies in the cache until its answers were read: a run that was killed waits for the same one.
 */
export async function askBatch(
  questions: ReadonlyMap<string, ChatQuestion>,
  { service, pollSeconds, cache }: Batching,
  context: ServiceContext,
): Promise<Map<string, ChatAnswer>> {
  const answers = new Map<string, ChatAnswer>();
  for (const lines of filesOf(questions)) {
    const name = `batch:${digest(JSON.stringify([...lines.keys()]))}`;
    const known = cache.get(name);
    const id = typeof known === "string" ? known : await send(lines, service, context);
    cache.set(name, name, id);
    const batch = await ended(id, service, pollSeconds, context);
    cache.delete(name);
    await readFile(batch.output_file_id, service, context, answers);
    if (batch.status === "failed") {
      throw new Error(`Cannot use the batch "${id}": the service says it failed, expected one that is completed`);
    }
    if (batch.status !== "completed" && answers.size === 0) {
      throw transient(new Error(`Cannot use the batch "${id}": it is ${batch.status}, and has no answers`));
    }
  }
  return answers;
}

function* filesOf(questions: ReadonlyMap<string, ChatQuestion>): Generator<Map<string, string>> {
  let [lines, bytes] = [new Map<string, string>(), 0];
  for (const [key, question] of questions) {
    const line = JSON.stringify({ custom_id: key, method: "POST", url: `/v1/${CHAT_PATH}`, body: chatBody(question) });
    if (lines.size >= MOST_QUESTIONS || bytes + 3 * line.length > MOST_BYTES && lines.size > 0) {
      yield lines;
      [lines, bytes] = [new Map(), 0];
    }
    lines.set(key, line);
    bytes += 3 * line.length;
  }
  if (lines.size > 0) yield lines;
}

async function send(lines: Map<string, string>, service: Service, context: ServiceContext): Promise<string> {
  const form = new FormData();
  form.set("purpose", "batch");
  form.set("file", new Blob([[...lines.values()].join("\n") + "\n"], { type: "application/jsonl" }), "questions.jsonl");
  const file = idOf(await request(service, { path: "files", body: form }, context), "file");
  const body = JSON.stringify({ input_file_id: file, endpoint: `/v1/${CHAT_PATH}`, completion_window: "24h" });
  context.count("model batches");
  return idOf(await request(service, { path: "batches", body }, context), "batch");
}

function idOf(answer: string, what: string): string {
  const { id } = object(parsed(answer));
  if (typeof id === "string" && /^[\w.-]{1,200}$/.test(id)) return id;
  throw new TypeError(`Cannot send a batch: the service answered with no id of a ${what}, expected { id }`);
}

async function ended(
  id: string,
  service: Service,
  pollSeconds: number,
  context: ServiceContext,
): Promise<{ status: string; output_file_id?: string }> {
  for (;;) {
    const { status, output_file_id } = object(parsed(await request(service, { path: `batches/${id}` }, context)));
    if (typeof status === "string" && ENDED.has(status)) {
      return typeof output_file_id === "string" ? { status, output_file_id } : { status };
    }
    await context.clock.sleep(pollSeconds * 1000, context.signal);
  }
}

/** Answers come in any order: each names its question. */
async function readFile(
  file: string | undefined,
  service: Service,
  context: ServiceContext,
  answers: Map<string, ChatAnswer>,
): Promise<void> {
  if (file === undefined || !/^[\w.-]{1,200}$/.test(file)) return;
  const text = await request(service, { path: `files/${file}/content`, maxBytes: MAX_ANSWER_BYTES }, context);
  for (const line of text.split("\n")) {
    const { custom_id, response } = object(parsed(line));
    const { status_code, body } = object(response);
    if (typeof custom_id === "string" && status_code === 200) answers.set(custom_id, readAnswer(body, context));
  }
}
