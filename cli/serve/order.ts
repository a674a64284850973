/**
 * What a worker is told to do for a job.
 *
 * @module
 */
import { join } from "node:path";
import type { Job } from "./job.ts";
import type { WorkerOrder, WorkerRights } from "./worker.ts";

/** What jobs need to know of the service. */
export interface WorkKinds {
  /** Path of a config with the reference's settings, behind those of a request. */
  settingsFile?: string;
  /** Path of the config with pipelines. */
  pipelinesFile?: string;
  /** The variable that holds the token: nothing that a worker should know. */
  tokenEnv: string;
}

/** Keys that are none of the business of what reads chats. */
const AWS_KEYS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/** The order for a job whose folder is `folder`. */
export function orderOf(
  { work }: Pick<Job, "work">,
  folder: string,
  { settingsFile, pipelinesFile, tokenEnv }: WorkKinds,
): { order: WorkerOrder; rights: WorkerRights } {
  const lock = join(folder, "worker.lock");
  if (work.kind === "pipeline") {
    const words = ["run", "--json", ...work.full ? ["--full"] : [], `--config=${pipelinesFile ?? ""}`, "--", work.name];
    return { order: { lock, words }, rights: { withoutEnv: [tokenEnv] } };
  }
  const out = join(folder, "work");
  const words = [
    "finetune",
    "--json",
    `--out=${out}`,
    ...settingsFile === undefined ? [] : [`--config=${settingsFile}`],
    ...work.settings.flatMap((setting) => setting.words),
    "--",
    join(folder, "body.json"),
  ];
  // Results are taken to S3 by the service.
  return { order: { lock, clear: out, words }, rights: { write: [folder], withoutEnv: [tokenEnv, ...AWS_KEYS] } };
}
