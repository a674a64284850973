/**
 * Paths that name an object in a store such as S3, in the place of a file.
 *
 * @module
 */
import type { Permissions } from "./plugin.ts";

/** A path `s3://bucket/key`, taken apart. */
export interface RemotePath {
  bucket: string;
  /** Empty for the bucket itself; without a slash at its end. */
  key: string;
}

/** Where AWS answers; an endpoint of one's own comes from the environment, which nobody knows beforehand. */
const AWS_HOSTS = "*.amazonaws.com";

/** The variables that say where S3 is and how to get in; AWS's own names. */
export const S3_VARIABLES: readonly string[] = [
  "AWS_ENDPOINT_URL_S3",
  "AWS_ENDPOINT_URL",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
];

/** True for a path in S3. What joins paths makes one slash of two, or a backslash: all forms are one path. */
export function isRemote(path: string): boolean {
  return /^s3:(?:\/\/?[^/]|\\)/.test(path);
}

/**
 * Takes a path in S3 apart. A key is what stands behind the bucket, character by character: nothing in it is an escape.
 *
 * @throws {RangeError} when the bucket's name is none, or the key cannot be asked for over HTTP
 */
export function parseRemote(path: string): RemotePath {
  const slashed = path.startsWith("s3:\\") ? path.replaceAll("\\", "/") : path;
  const [, bucket, rest] = /^s3:\/\/?([^/]*)\/?(.*)$/s.exec(slashed) ?? [];
  if (bucket === undefined || !/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(bucket)) {
    throw new RangeError(`Cannot use "${path}": it names no bucket, expected s3://bucket/key`);
  }
  const key = rest.replace(/\/+$/, "");
  if (key.split("/").some((name) => name === "." || name === "..")) {
    throw new RangeError(`Cannot use "${path}": a "." or ".." between slashes is taken away on its way, expected none`);
  }
  if (!key.isWellFormed() || new TextEncoder().encode(key).length > 1024) {
    throw new RangeError(`Cannot use "${path}": expected a key of at most 1024 bytes of UTF-8`);
  }
  return { bucket, key };
}

/**
 * What reading and writing a folder's files takes: the folder, or where it lies in S3 the service's host and the
 * variables that lead there. An endpoint of one's own has to be allowed beside it.
 */
export function placePermissions(...folders: string[]): Permissions {
  const local = [...new Set(folders.filter((folder) => !isRemote(folder)))];
  const permissions: Permissions = local.length > 0 ? { read: local, write: local } : {};
  return folders.every((folder) => !isRemote(folder)) ? permissions : { ...permissions, ...remotePermissions() };
}

/** The same for what is only read. */
export function readPermissions(...paths: string[]): Permissions {
  const local = paths.filter((path) => !isRemote(path));
  const permissions: Permissions = local.length > 0 ? { read: local } : {};
  return paths.every((path) => !isRemote(path)) ? permissions : { ...permissions, ...remotePermissions() };
}

/** What talking to S3 takes. */
export function remotePermissions(): Permissions {
  return { net: [AWS_HOSTS], env: [...S3_VARIABLES] };
}
