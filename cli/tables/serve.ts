/**
 * `serve` as the table of commands has it.
 *
 * @module
 */
import { checkCount, checkPositive, checkRemote } from "../checks.ts";
import type { Command } from "../command.ts";

/** Data only; it is read at every start. */
export const SERVE: Command = {
  name: "serve",
  summary: "Make fine-tuning data, and run configured pipelines, as jobs over HTTP.",
  details: [
    "Jobs are kept in DIR, a folder each, and done one after the other in the order they came. They survive a restart " +
    "and a kill: what was running is run again, from the body that was sent.",
    "It listens on this machine alone. With another --host every request must carry the token that an environment " +
    "variable holds (--token-env), as Authorization: Bearer.",
  ],
  arguments: [],
  flags: [
    { name: "port", value: "N", summary: "the port; 0 takes a free one", default: "8000", check: checkCount },
    {
      name: "data",
      value: "DIR",
      path: "folder",
      summary: "the folder for jobs and their results",
      default: "./threadloom-service",
    },
    { name: "host", value: "ADDRESS", summary: "the address to listen on", default: "127.0.0.1" },
    {
      name: "allow-host",
      value: "NAME",
      many: true,
      summary: "a name by which clients may call it; may be given several times",
      default: "--host, and localhost",
    },
    { name: "workers", value: "N", summary: "jobs that are done at once", default: "1", check: checkPositive },
    {
      name: "token-env",
      value: "NAME",
      summary: "the environment variable with the token",
      default: "THREADLOOM_TOKEN",
    },
    {
      name: "max-body-bytes",
      value: "N",
      summary: "largest body that is taken",
      default: "2147483648",
      check: checkPositive,
    },
    { name: "max-queue", value: "N", summary: "most jobs that may wait", default: "1000", check: checkPositive },
    {
      name: "config",
      value: "FILE",
      many: true,
      path: "file",
      summary: "a config of pipelines, or one with the reference's settings; both may be given",
    },
    {
      name: "s3",
      value: "PLACE",
      summary: "s3://bucket/prefix where results go, too: PLACE/<run_id>/data/",
      check: checkRemote,
    },
    { name: "worker", summary: "do one job that standard input describes: how the service starts its workers" },
  ],
  examples: [
    { line: "threadloom serve --port 8000 --data jobs", says: "for programs on this machine" },
    { line: "THREADLOOM_TOKEN=… threadloom serve --host 0.0.0.0", says: "for others who know the token" },
    { line: "threadloom serve --config threadloom.yaml", says: "with the pipelines of a config" },
  ],
  module: "./commands/serve.ts",
};
