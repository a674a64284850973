/**
 * The machine as a collection sees it: S3 by its own variables, threads if it may have more than one.
 *
 * @module
 */
import type { Host } from "../../core/host.ts";
import { denoHost } from "../../host/deno.ts";
import type { Variables } from "./environment.ts";
import type { S3Access } from "./settings.ts";

/** The host; `S3_ENDPOINT` stands for AWS's own name of it. */
export function collectHost(variables: Variables, s3: S3Access | undefined, threads: boolean): Host {
  const environment: Variables = (name) => name === "AWS_ENDPOINT_URL_S3" ? s3?.endpoint : variables(name);
  const host = denoHost({ environment });
  return threads ? host : { ...host, threads: undefined };
}
