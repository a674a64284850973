/**
 * Questions to a model that answers in JSON of a given form.
 *
 * @module
 */
import { type Asked, request, type Service, type ServiceContext } from "./request.ts";

/** A question: what the model is told, what it is given, and what its answer looks like. */
export interface ChatQuestion {
  model: string;
  /** What it is to do. */
  instructions: string;
  /** Data, never instructions; handed over as JSON. */
  data: unknown;
  /** Name and JSON Schema of the answer, in the part of the language that services share: all fields required, closed. */
  schemaName: string;
  schema: unknown;
  /** Most tokens of an answer. */
  maxTokens: number;
}

/** What came back. */
export type ChatAnswer =
  | { kind: "answer"; value: unknown; model: string }
  /** The model would not. */
  | { kind: "refused" }
  /** It did not come to an end, or was no JSON. */
  | { kind: "cut" };

/** The request's body. */
export function chatBody({ model, instructions, data, schemaName, schema, maxTokens }: ChatQuestion): unknown {
  return {
    model,
    messages: [
      { role: "system", content: instructions },
      { role: "user", content: JSON.stringify(data) },
    ],
    temperature: 0,
    max_tokens: maxTokens,
    response_format: { type: "json_schema", json_schema: { name: schemaName, strict: true, schema } },
  };
}

/** Path of questions, below the address. */
export const CHAT_PATH = "chat/completions";

/** Asks once; an answer that was cut off is asked for again with twice the room. */
export async function chat(service: Service, question: ChatQuestion, context: ServiceContext): Promise<ChatAnswer> {
  const ask = async (asked: ChatQuestion): Promise<ChatAnswer> => {
    const body: Asked = { path: CHAT_PATH, body: JSON.stringify(chatBody(asked)) };
    const text = await request(service, body, context);
    context.count("model calls");
    return readAnswer(parsed(text), context);
  };
  const first = await ask(question);
  return first.kind === "cut" ? await ask({ ...question, maxTokens: 2 * question.maxTokens }) : first;
}

/** Reads the body of an answer, and counts its tokens. */
export function readAnswer(body: unknown, context: Pick<ServiceContext, "count">): ChatAnswer {
  const { choices, usage, model } = object(body);
  const { total_tokens } = object(usage);
  if (typeof total_tokens === "number" && total_tokens > 0) context.count("model tokens", total_tokens);
  const choice = object(Array.isArray(choices) ? choices[0] : undefined);
  const { content, refusal } = object(choice.message);
  if (typeof refusal === "string" && refusal !== "" || choice.finish_reason === "content_filter") {
    return { kind: "refused" };
  }
  if (choice.finish_reason === "length" || typeof content !== "string") return { kind: "cut" };
  const value = parsed(content.replace(/^\s*```(?:json)?\s*|\s*```\s*$/g, ""));
  return value === undefined
    ? { kind: "cut" }
    : { kind: "answer", value, model: typeof model === "string" ? model : "" };
}

/** JSON, or undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The fields of an object; none of anything else. */
export function object(value: unknown): { readonly [field: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as { readonly [field: string]: unknown }
    : {};
}
