/**
 * Objects of S3 as files: what `s3://` paths lead to.
 *
 * @module
 */
import { isRemote, parseRemote } from "../../core/remote_path.ts";
import type { Files } from "../../core/host.ts";
import { Bucket } from "./bucket.ts";
import { type Environment, type S3Connection, settingsOf } from "./connection.ts";
import { openObject } from "./open_object.ts";
import { type Machine, sender } from "./request.ts";
import { ObjectWriter, SHA256 } from "./upload.ts";

/** What `s3Files` is made of. */
export interface S3FilesOptions extends S3Connection, Machine {
  /** Asks for AWS's variables, for what is not given. */
  environment: Environment;
  /** Where objects over 8 MiB wait until they are whole, in both directions. */
  scratch: Files["scratch"];
}

/**
 * Files whose paths are `s3://bucket/key`. An object appears whole, when it is committed, with its SHA-256 beside it; one
 * that is there with the same bytes is not sent again. Folders are what keys have in common up to a slash: they need not
 * be made. Nothing is asked before a file is.
 */
export function s3Files(options: S3FilesOptions): Files {
  let send: ReturnType<typeof sender> | undefined;

  function place(path: string): { bucket: Bucket; key: string } {
    const { bucket, key } = parseRemote(path);
    send ??= sender(settingsOf(options, options.environment), options);
    return { bucket: new Bucket(bucket, send), key };
  }

  function object(verb: string, path: string): { bucket: Bucket; key: string } {
    const found = place(path);
    if (found.key !== "" && !path.endsWith("/")) return found;
    throw new TypeError(`Cannot ${verb} "${path}": it names a folder, expected s3://bucket/key`);
  }

  const files: Files = {
    async stat(path) {
      const { bucket, key } = place(path);
      const facts = key === "" ? undefined : await bucket.head(key);
      if (facts) return { kind: "file", size: facts.size, modifiedAt: facts.modifiedAt };
      // A bucket that nobody may list is there all the same.
      if (key === "") return { kind: "folder", size: 0 };
      for await (const _ of bucket.list(`${key}/`, { most: 1 })) return { kind: "folder", size: 0 };
      return undefined;
    },
    lstat: (path) => files.stat(path),

    async list(path) {
      const { bucket, key } = place(path);
      const prefix = key === "" ? "" : `${key}/`;
      const found: { name: string; kind: "file" | "folder" }[] = [];
      for await (const one of bucket.list(prefix, { folders: true })) {
        if ("folder" in one) found.push({ name: one.folder.slice(prefix.length, -1), kind: "folder" });
        // Some tools mark a folder by an object of its name.
        else if (one.key !== prefix) found.push({ name: one.key.slice(prefix.length), kind: "file" });
      }
      return found.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    },

    async open(path, scratch = options.scratch) {
      const { bucket, key } = object("open", path);
      return await openObject(bucket, key, path, scratch);
    },

    async read(path) {
      const { bucket, key } = object("read", path);
      const found = await bucket.get(key);
      return found === "changed" ? undefined : found?.bytes;
    },

    async identity(path) {
      const { bucket, key } = object("look at", path);
      const facts = await bucket.head(key);
      const sha256 = facts?.stored(SHA256);
      return facts && sha256 ? { path, size: facts.size, sha256 } : undefined;
    },

    makeFolder: (path) => Promise.resolve(void parseRemote(path)),

    create(path, _secret, scratch = options.scratch) {
      const { bucket, key } = object("write", path);
      return Promise.resolve(new ObjectWriter(bucket, key, scratch));
    },

    async write(path, data) {
      const writer = await files.create(path);
      await writer.write(typeof data === "string" ? new TextEncoder().encode(data) : data);
      await writer.commit();
    },

    rename(from, to) {
      const remote = isRemote(from) ? from : to;
      return Promise.reject(new TypeError(`Cannot rename "${remote}": S3 renames nothing, write it under its name`));
    },

    async remove(path) {
      const { bucket, key } = object("remove", path);
      if (await bucket.head(key) === undefined) return false;
      await bucket.remove(key);
      return true;
    },

    link: () => Promise.resolve(false),
    // A bucket has no end.
    free: () => Promise.resolve(undefined),

    scratch: options.scratch,
  };
  return files;
}
