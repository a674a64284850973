/**
 * `threadloom serve`: jobs over HTTP.
 *
 * @module
 */
import { resolve } from "node:path";
import { CannotRunError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { denoHost } from "../../host/deno.ts";
import { type Call, UsageError } from "../command.ts";
import { loadConfig } from "../config/load.ts";
import { readReferenceConfig } from "../finetune/config.ts";
import { plainText } from "../plain_text.ts";
import { countInterruptions, listenToSignals } from "../signals.ts";
import { startService } from "../serve/service.ts";
import { work } from "../serve/worker_main.ts";

const TOKEN_ENV = "THREADLOOM_TOKEN";
const MAX_BODY_BYTES = 2 ** 31;
/** A shorter one could be found by trying. */
const SHORTEST_TOKEN = 16;

/** Serves until Ctrl-C. */
export async function run(call: Call): Promise<number> {
  const { flags, load, output, host: machine = denoHost() } = call;
  if (flags.on("worker")) return await work(load);
  const port = flags.number("port") ?? 8000;
  if (port > 65_535) throw new UsageError(`Cannot listen on port ${port}: expected a number up to 65535`);
  const tokenEnv = flags.text("token-env") ?? TOKEN_ENV;
  const { pipelines, pipelinesFile, settingsFile } = await readConfigs(call, machine);
  const interruptions = countInterruptions(() => performance.now(), (count) => {
    if (count > 1) Deno.exit(1);
    output.note("Ending. What is running now is run again at the next start.");
  });
  using _ = listenToSignals(interruptions);
  const service = await startService({
    host: flags.text("host") ?? "127.0.0.1",
    port,
    allowedHosts: flags.texts("allow-host"),
    token: readToken(tokenEnv, flags.text("token-env") !== undefined),
    data: flags.text("data") ?? "./threadloom-service",
    workers: flags.number("workers") ?? 1,
    maxBodyBytes: flags.number("max-body-bytes") ?? MAX_BODY_BYTES,
    maxQueue: flags.number("max-queue") ?? 1000,
    work: { settingsFile, pipelinesFile, tokenEnv },
    pipelines,
    s3: flags.text("s3"),
    load,
    machine,
    log: (message) => output.note(message),
  });
  if (output.json) output.data({ url: service.url, port: service.port });
  else output.line(`Listening on ${plainText(service.url)}`);
  if (!interruptions.stop.aborted) {
    await new Promise((resolve) => interruptions.stop.addEventListener("abort", resolve, { once: true }));
  }
  await service.stop();
  return 0;
}

function readToken(name: string, asked: boolean): string | undefined {
  const token = Deno.env.get(name);
  if (token === undefined || token === "") {
    if (!asked) return undefined;
    throw new CannotRunError(`Cannot read the token: the environment has no ${name}, set it or leave --token-env out`);
  }
  if (token.length >= SHORTEST_TOKEN && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new CannotRunError(
    `Cannot use the token in ${name}: expected ${SHORTEST_TOKEN} characters or more, without blanks`,
  );
}

interface Configs {
  pipelines: readonly string[];
  pipelinesFile?: string;
  settingsFile?: string;
}

/** Which of the files has pipelines and which settings; both are read now, so that mistakes in them are said at once. */
async function readConfigs({ flags, load }: Call, host: Host): Promise<Configs> {
  const configs: Configs = { pipelines: [] };
  for (const path of flags.texts("config")) {
    const file = resolve(path);
    const kind = await holdsPipelines(host, file) ? "pipelinesFile" : "settingsFile";
    if (configs[kind] !== undefined) {
      throw new UsageError(
        `Cannot use "${path}": "${configs[kind]}" is a config of that kind already, give one of each`,
      );
    }
    configs[kind] = file;
    if (kind === "settingsFile") await readReferenceConfig(host.files, file);
    else configs.pipelines = [...(await loadConfig(file, { load, host, set: [] })).pipelines.keys()];
  }
  return configs;
}

async function holdsPipelines(host: Host, file: string): Promise<boolean> {
  if (/\.[cm]?[jt]s$/.test(file)) return true;
  const bytes = await host.files.read(file);
  if (!bytes) throw new CannotRunError(`Cannot read "${file}": there is no such file`);
  return /^\s*["']?pipelines["']?\s*:|^\s*\{[\s\S]*?"pipelines"\s*:/m.test(new TextDecoder().decode(bytes));
}
