/**
 * The service: a folder of jobs, a queue, and a server before them.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { CannotRunError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { Load } from "../modules.ts";
import { plainText } from "../plain_text.ts";
import { ResultBucket } from "./bucket.ts";
import { createGuard, type GuardOptions, isLoopback } from "./guard.ts";
import { Jobs } from "./jobs.ts";
import type { WorkKinds } from "./order.ts";
import { Queue } from "./queue.ts";
import { answer, Refusal, refused } from "./refusal.ts";
import { route } from "./routes.ts";
import type { Intake } from "./submit.ts";

/** What a service is told. */
export interface ServiceOptions extends Omit<GuardOptions, "port"> {
  /** 0 takes a free one. */
  port: number;
  /** Folder of jobs. */
  data: string;
  workers: number;
  maxBodyBytes: number;
  maxQueue: number;
  work: WorkKinds;
  pipelines: readonly string[];
  /** Place in S3 for results. */
  s3?: string;
  host: string;
  load: Load;
  /** What it runs on. */
  machine: Host;
  log: (message: string) => void;
}

/** A service that listens. */
export interface Service {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, ends workers; what was running is run again at the next start. */
  stop(): Promise<void>;
}

/** Longest wait for the next bytes of a body, milliseconds. */
const IDLE_MS = 30_000;
/** What answers under way are given to end, milliseconds. */
const GRACE_MS = 1000;

/**
 * Starts a service.
 *
 * @throws {CannotRunError} when another one has the folder, or strangers could reach it without a token
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { host, token, machine, log, load, pipelines, maxQueue, maxBodyBytes } = options;
  if (token === undefined && !isLoopback(host)) {
    throw new CannotRunError(
      `Cannot listen on "${host}": other machines could reach it and there is no token, ` +
        `put one into ${options.work.tokenEnv} or leave --host out`,
    );
  }
  const data = resolve(options.data);
  await machine.files.makeFolder(data, true);
  const lock = await machine.locks.take(join(data, "service.lock"), `process ${Deno.pid}`);
  if ("heldBy" in lock) {
    throw new CannotRunError(
      `Cannot use "${options.data}": ${lock.heldBy} serves it, give each service its own --data`,
    );
  }
  try {
    const jobs = await Jobs.open(machine, data);
    const bucket = options.s3 === undefined ? undefined : new ResultBucket(machine, options.s3);
    const queue = new Queue({ host: machine, jobs, workers: options.workers, work: options.work, bucket, log });
    const limits = { maxBytes: maxBodyBytes, idleMs: IDLE_MS };
    const intake: Intake = { load, jobs, queue, limits, maxQueue, pipelines, bucket };
    let guard: (request: Request) => void = () => {
      throw new Refusal(503, "The service is starting");
    };
    const cutOff = new AbortController();
    const server = Deno.serve(
      { signal: cutOff.signal, hostname: host.replace(/^\[|\]$/g, ""), port: options.port, onListen: () => undefined },
      (request) => serve(request, intake, (asked) => guard(asked), log),
    );
    const { port } = server.addr;
    guard = createGuard({ ...options, port });
    queue.fill();
    if (bucket && !await bucket.connected()) {
      log(`The bucket "${bucket.name}" does not answer: jobs whose results cannot be put there will be FAILED`);
    }
    return {
      url: `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`,
      port,
      async stop() {
        await queue.stop();
        // Clients that listen to events would keep it for ever.
        const timer = setTimeout(() => cutOff.abort(), GRACE_MS);
        await server.shutdown();
        clearTimeout(timer);
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function serve(
  request: Request,
  intake: Intake,
  guard: (request: Request) => void,
  log: (message: string) => void,
): Promise<Response> {
  try {
    guard(request);
    return await route(request, intake);
  } catch (error) {
    if (error instanceof Refusal) {
      if (error.status === 401 || error.status === 403) log(plainText(`Refused ${request.method}: ${error.message}`));
      return refused(error);
    }
    log(plainText(`Cannot answer ${request.method}: ${error instanceof Error ? error.stack ?? error.message : error}`));
    return answer({ detail: "Internal error" }, 500);
  }
}
