/**
 * The service described in OpenAPI 3.1.
 *
 * @module
 */
import { VERSION } from "../version.ts";
import { type KnownSetting, SETTINGS } from "./settings.ts";

type Json = { readonly [key: string]: unknown };

const RUN_ID: Json = { type: "string", pattern: "^[0-9a-f]{32}$" };
const ID_PARAMETER: Json = {
  name: "run_id",
  in: "path",
  required: true,
  description: "32 hexadecimal digits, with dashes or without.",
  schema: { type: "string" },
};
const ONE: Json = { ...ID_PARAMETER, in: "query", required: false };
const JOB: Json = { $ref: "#/components/schemas/JobInfo" };
const JOBS: Json = { type: "object", propertyNames: RUN_ID, additionalProperties: JOB };

/** The document, as JSON. */
export function openApi(): Json {
  const paths: { [path: string]: { [method: string]: Json } } = {};
  const add = (path: string, method: string, operation: Json): void => {
    paths[path] = { ...paths[path], [method]: operation };
  };
  for (const path of ["/data-prep/process", "/process", "/jobs/submit"]) add(path, "post", submission());
  for (const base of ["/data-prep/jobs", "/jobs"]) {
    // What is no run id is one that there is not, below the oldest addresses.
    const codes = base === "/jobs" ? [404, 422] : [404];
    if (base === "/jobs") add(base, "get", read("All jobs, by run id; or one.", { oneOf: [JOBS, JOB] }, [ONE], codes));
    else add(base, "get", read("All jobs, by run id.", JOBS));
    const one = `${base}/{run_id}`;
    add(one, "get", read("One job.", JOB, [ID_PARAMETER], codes));
    add(one, "delete", removal());
    add(`${one}/events`, "get", events(codes));
    add(`${one}/files`, "get", read("Its results.", { $ref: "#/components/schemas/Files" }, [ID_PARAMETER], codes));
    add(`${one}/files/{name}`, "get", result(codes));
  }
  for (const path of ["/data-prep/system/queue", "/queue", "/jobs/queue"]) {
    add(path, "get", read("What runs and what waits.", { $ref: "#/components/schemas/Queue" }));
  }
  for (const path of ["/data-prep/system/health", "/health"]) {
    add(path, "get", read("Whether the service is up.", { $ref: "#/components/schemas/Health" }));
  }
  add("/system/health", "get", read("Whether the service is up.", { $ref: "#/components/schemas/State" }));
  add("/pipelines", "get", read("Names of the configured pipelines.", { $ref: "#/components/schemas/Pipelines" }));
  add("/pipelines/{name}/runs", "post", pipelineRun());
  return {
    openapi: "3.1.0",
    info: { title: "threadloom", version: VERSION, description: "Fine-tuning data and pipelines as jobs." },
    paths,
    components: {
      schemas: { ...schemas(), Settings: settingsSchema() },
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
    security: [{}, { token: [] }],
  };
}

function inJson(description: string, schema: Json): Json {
  return { description, content: { "application/json": { schema } } };
}

function failures(...codes: number[]): Json {
  const schema = { $ref: "#/components/schemas/Refusal" };
  return Object.fromEntries(codes.map((code) => [String(code), inJson(MEANINGS[code], schema)]));
}

const MEANINGS: Readonly<Record<number, string>> = {
  400: "Malformed JSON, or no chats in it",
  401: "The token is missing or wrong",
  403: "Another site, or another Host",
  404: "There is none",
  408: "Nothing came any more",
  409: "It is too early or too late for that",
  413: "The body is too large",
  415: "The body is not application/json",
  422: "A setting is wrong",
  503: "The queue is full",
};

function read(summary: string, schema: Json, parameters: readonly Json[] = [], codes: readonly number[] = []): Json {
  return { summary, parameters, responses: { "200": inJson(summary, schema), ...failures(401, 403, ...codes) } };
}

function submission(): Json {
  const settings = SETTINGS.flatMap((setting) => setting.names.slice(0, 1).map((name) => parameterOf(name, setting)));
  return {
    summary: "Make fine-tuning data of chats.",
    description: "The body is Telegram's JSON, or { chats, overrides }, or { chats } with settings beside it.",
    parameters: [...settings, { name: "run_id", in: "query", schema: { type: "string" } }],
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: {
            oneOf: [
              { type: "array", items: { type: "object" } },
              {
                type: "object",
                properties: {
                  chats: { type: ["array", "object"] },
                  overrides: { $ref: "#/components/schemas/Settings" },
                },
              },
            ],
          },
        },
      },
    },
    responses: {
      "200": inJson("Accepted", { $ref: "#/components/schemas/Accepted" }),
      ...failures(400, 401, 403, 408, 409, 413, 415, 422, 503),
    },
  };
}

function pipelineRun(): Json {
  return {
    summary: "Run a configured pipeline.",
    parameters: [{ name: "name", in: "path", required: true, schema: { type: "string" } }],
    requestBody: {
      content: { "application/json": { schema: { type: "object", properties: { full: { type: "boolean" } } } } },
    },
    responses: {
      "200": inJson("Accepted", { $ref: "#/components/schemas/Accepted" }),
      ...failures(400, 401, 403, 404, 408, 409, 413, 415, 422, 503),
    },
  };
}

function removal(): Json {
  const purge = {
    name: "purge",
    in: "query",
    description: "true: remove it with its results",
    schema: { const: "true" },
  };
  const removed = {
    type: "object",
    required: ["run_id", "status"],
    properties: { run_id: RUN_ID, status: { const: "removed" } },
    additionalProperties: false,
  };
  return read("Cancel a job.", { oneOf: [JOB, removed] }, [ID_PARAMETER, purge], [404, 409, 422]);
}

function events(codes: readonly number[]): Json {
  const description = "Events status and progress, each with a JobInfo as data, until the job has ended";
  return {
    summary: "What happens to a job.",
    parameters: [ID_PARAMETER],
    responses: { "200": { description, content: { "text/event-stream": {} } }, ...failures(401, 403, ...codes, 503) },
  };
}

function result(codes: readonly number[]): Json {
  return {
    summary: "One of its results.",
    parameters: [ID_PARAMETER, { name: "name", in: "path", required: true, schema: { type: "string" } }],
    responses: {
      "200": { description: "The file", content: { "application/octet-stream": {} } },
      ...failures(401, 403, ...codes, 409),
    },
  };
}

function parameterOf(name: string, setting: KnownSetting): Json {
  return { name, in: "query", description: setting.summary, schema: schemaOf(setting) };
}

function settingsSchema(): Json {
  const properties = Object.fromEntries(SETTINGS.flatMap((one) => one.names.map((name) => [name, schemaOf(one)])));
  return { type: "object", properties, additionalProperties: false };
}

function schemaOf({ kind, choices }: KnownSetting): Json {
  if (kind === "choice") return { enum: choices };
  if (kind === "switch") return { type: "boolean" };
  if (kind === "list") return { type: "array", items: { type: "string" } };
  if (kind === "share") return { type: "number", minimum: 0, exclusiveMaximum: 1 };
  return kind === "count" || kind === "positive"
    ? { type: "integer", minimum: kind === "count" ? 0 : 1 }
    : { type: "string" };
}

function schemas(): Json {
  const text = { type: "string" };
  const textOrNull = { type: ["string", "null"] };
  const s3 = { enum: ["connected", "missing"] };
  const time = { type: ["string", "null"], format: "date-time" };
  const object = (properties: Json): Json => ({ type: "object", required: Object.keys(properties), properties });
  return {
    JobInfo: object({
      run_id: RUN_ID,
      status: { enum: ["QUEUED", "RUNNING", "COMPLETED", "FAILED"] },
      position_in_queue: { type: ["integer", "null"] },
      created_at: time,
      started_at: time,
      completed_at: time,
      updated_at: time,
      error: textOrNull,
      error_message: textOrNull,
      stats: { type: ["object", "null"] },
      cancelled: { type: "boolean" },
      warnings: { type: "array", items: text },
      attempts: { type: "integer" },
      pipeline: textOrNull,
      settings: { type: "array", items: text },
      report: { type: ["object", "null"] },
      progress: { type: ["object", "null"] },
    }),
    Accepted: object({
      status: { const: "queued" },
      message: text,
      run_id: RUN_ID,
      position_in_queue: { type: "integer" },
    }),
    Queue: object({ running: { type: "boolean" }, queue_size: { type: "integer" }, jobs: JOBS }),
    Health: {
      type: "object",
      required: ["status", "s3"],
      properties: { status: { const: "healthy" }, s3, message: text, s3_connection: s3 },
    },
    State: object({ api: { const: "up" }, s3_bucket: textOrNull, s3_status: s3 }),
    Pipelines: object({ pipelines: { type: "array", items: text } }),
    Files: object({
      run_id: RUN_ID,
      files: { type: "array", items: object({ name: text, bytes: { type: "integer" } }) },
    }),
    Refusal: object({ detail: {} }),
  };
}
