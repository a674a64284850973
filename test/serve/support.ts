/**
 * What tests of the service share: the service as a process of its own, and chats to send to it.
 *
 * @module
 */
import { RUN_ARGS } from "../cli/support.ts";

/** A service that listens. */
export interface Serving {
  url: string;
  port: number;
  pid: number;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
  /** Ends it as a power cut would, and waits. */
  kill(): Promise<void>;
  /** All that it has said on standard error so far. */
  said(): string;
}

/** What a job is, as the service says it. */
export interface Info {
  run_id: string;
  status: string;
  position_in_queue: number | null;
  error: string | null;
  cancelled: boolean;
  attempts: number;
  warnings: string[];
  settings: string[];
  stats: { num_blocks: number; num_chats: number } | null;
  report: { status: string } | null;
  started_at: string | null;
  completed_at: string | null;
}

/** Starts a service on a free port. */
export async function serve(
  data: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Serving> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...RUN_ARGS, "serve", "--port", "0", "--data", data, "--json", ...args],
    env: { NO_COLOR: "1", RUST_BACKTRACE: "0", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let err = "";
  const reading = gather(child.stderr, (text) => void (err += text));
  const first = await firstLine(child.stdout);
  const ended = async (): Promise<void> => {
    await child.status;
    await reading;
    await first.close();
  };
  if (first.line === "") {
    await ended();
    throw new Error(`The service did not start: ${err}`);
  }
  const { url, port } = JSON.parse(first.line) as { url: string; port: number };
  return {
    url,
    port,
    pid: child.pid,
    async stop() {
      child.kill("SIGTERM");
      await ended();
    },
    async kill() {
      child.kill("SIGKILL");
      await ended();
    },
    said: () => err,
  };
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<{ line: string; close(): Promise<void> }> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
  }
  return { line: text.split("\n")[0], close: () => reader.cancel() };
}

async function gather(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) take(text);
}

/** Does something with a service over a new folder, which goes afterwards. */
export async function withService(
  work: (service: Serving, folder: string) => Promise<void>,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const service = await serve(`${folder}/data`, args, env);
    try {
      await work(service, folder);
    } finally {
      await service.stop();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A list of one personal chat of two people, "user5" (Ada) and "user7" (Bo); text depends on `seed`. */
export function chats(messages: number, seed = 0): string {
  const all = Array.from({ length: messages }, (_, i) => {
    const mine = (i + seed) % 3 === 0;
    const text = `line ${i} of ${seed}: the ${["boat", "tea", "rain", "train"][(i * 7 + seed) % 4]} is late again`;
    return {
      id: i + 1,
      type: "message",
      date: "2024-01-01T10:00:00",
      date_unixtime: String(1704103200 + i * 40),
      from: mine ? "Bo" : "Ada",
      from_id: mine ? "user7" : "user5",
      text,
      text_entities: [{ type: "plain", text }],
    };
  });
  return JSON.stringify([{ name: "Ada", type: "personal_chat", id: 5, messages: all }]);
}

/** Sends JSON. */
export function post(url: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
}

/** Sends chats; the run id of the job. */
export async function submit(service: Serving, body: string, query = ""): Promise<string> {
  const response = await post(`${service.url}/data-prep/process${query}`, body);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
  return JSON.parse(text).run_id;
}

/** An answer in JSON. */
export async function get<T>(service: Serving, path: string): Promise<T> {
  const response = await fetch(service.url + path);
  return await response.json() as T;
}

/** Waits for the end of a job by its events. */
export async function ended(service: Serving, runId: string): Promise<Info> {
  return (await eventsOf(service, runId)).at(-1)!.data;
}

/** All events of a job until it has ended. */
export async function eventsOf(service: Serving, runId: string): Promise<{ event: string; data: Info }[]> {
  const response = await fetch(`${service.url}/data-prep/jobs/${runId}/events`);
  const text = await response.text();
  return [...text.matchAll(/^event: (\w+)\ndata: (.*)\n\n/gm)].map(([, event, data]) => ({
    event,
    data: JSON.parse(data) as Info,
  }));
}

/** Bytes of a result. */
export async function result(service: Serving, runId: string, name: string): Promise<string> {
  const response = await fetch(`${service.url}/data-prep/jobs/${runId}/files/${name}`);
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return await response.text();
}

/** What the command itself makes of the same chats. */
export async function finetuned(body: string, folder: string, args: readonly string[] = []): Promise<string> {
  const name = crypto.randomUUID();
  await Deno.writeTextFile(`${folder}/${name}.json`, body);
  const command = new Deno.Command(Deno.execPath(), {
    args: [...RUN_ARGS, "finetune", `${folder}/${name}.json`, "--out", `${folder}/${name}`, ...args],
    stdin: "null",
  });
  const { code, stderr } = await command.output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return await Deno.readTextFile(`${folder}/${name}/train.jsonl`);
}
