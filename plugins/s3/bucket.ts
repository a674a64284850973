/**
 * A bucket: its objects are looked at, read, written under conditions, listed and removed.
 *
 * @module
 */
import { escapeXml, tag, tags, unescapeXml } from "./answer.ts";
import type { Send } from "./request.ts";

/** What is known of an object. */
export interface ObjectFacts {
  /** Bytes. */
  size: number;
  /** Differs for other bytes; with its quotes, as conditions take it. */
  etag: string;
  /** Epoch milliseconds, by the service's clock. */
  modifiedAt?: number;
  /** Epoch milliseconds: the service's clock when it answered. */
  now?: number;
  /** Value of a name that was stored with the object. */
  stored(name: string): string | undefined;
}

/** Under what an object is written. */
export interface Condition {
  /** Only where there is none. */
  absent?: boolean;
  /** Only in the place of the object with this tag. */
  etag?: string;
}

/** A part of a large upload. */
export interface Part {
  number: number;
  etag: string;
}

/** Names that are stored with an object; letters and dashes. */
export type Stored = Readonly<Record<string, string>>;

/** Objects of one bucket. */
export class Bucket {
  constructor(readonly name: string, readonly send: Send) {}

  /** What is known of an object; undefined where there is none. */
  async head(key: string): Promise<ObjectFacts | undefined> {
    const what = `look at "${this.#path(key)}"`;
    const answer = await this.send({ what, method: "HEAD", bucket: this.name, key, accept: [404] });
    return answer.status === 404 ? undefined : factsOf(answer.headers);
  }

  /**
   * Bytes of an object, or of a stretch of it; undefined where there is none. `changed`: it no longer has that tag.
   */
  async get(
    key: string,
    options: { range?: [start: number, end: number]; etag?: string } = {},
  ): Promise<{ facts: ObjectFacts; bytes: Uint8Array<ArrayBuffer> } | "changed" | undefined> {
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (options.range) headers.range = `bytes=${options.range[0]}-${options.range[1] - 1}`;
    if (options.etag) headers["if-match"] = options.etag;
    const what = `read "${this.#path(key)}"`;
    const answer = await this.send({ what, method: "GET", bucket: this.name, key, headers, accept: [404, 412] });
    if (answer.status === 412) return "changed";
    if (answer.status !== 404) return { facts: factsOf(answer.headers), bytes: answer.bytes };
    if (tag(new TextDecoder().decode(answer.bytes), "Code") !== "NoSuchBucket") return undefined;
    throw new Error(`Cannot ${what}: there is no bucket "${this.name}", make it first`);
  }

  /** Writes an object whole. Undefined: the condition does not hold. `attempts` over 1: an earlier one may have done it. */
  async put(
    key: string,
    body: Uint8Array<ArrayBuffer>,
    stored: Stored = {},
    condition: Condition = {},
  ): Promise<{ etag: string; attempts: number } | { etag?: undefined; attempts: number }> {
    const what = `write "${this.#path(key)}"`;
    const headers = { ...storedHeaders(stored), ...conditionHeaders(condition) };
    const answer = await this.send({
      what,
      method: "PUT",
      bucket: this.name,
      key,
      headers,
      body,
      // 404: the object that was to be replaced is gone. 409: somebody else is writing it at this moment.
      accept: Object.keys(condition).length > 0 ? [404, 409, 412] : [],
    });
    const { attempts } = answer;
    if (answer.status >= 300) return { attempts };
    return { etag: answer.headers.get("etag") ?? "", attempts };
  }

  /** Removes an object, where there is one. */
  async remove(key: string): Promise<void> {
    const what = `remove "${this.#path(key)}"`;
    await this.send({ what, method: "DELETE", bucket: this.name, key, accept: [404] });
  }

  /** Keys that begin with a prefix, in the order of their bytes; with `folders` what lies behind the next slash is one. */
  async *list(
    prefix: string,
    options: { folders?: boolean; most?: number } = {},
  ): AsyncGenerator<{ key: string; size: number } | { folder: string }> {
    const what = `list "${this.#path(prefix)}"`;
    let after: string | undefined;
    do {
      const query: Record<string, string> = { "list-type": "2", prefix, "encoding-type": "url" };
      if (options.folders) query.delimiter = "/";
      if (options.most) query["max-keys"] = String(options.most);
      if (after) query["continuation-token"] = after;
      const answer = await this.send({ what, method: "GET", bucket: this.name, key: "", query });
      const xml = new TextDecoder().decode(answer.bytes);
      const plain = keyReader(xml);
      for (const one of tags(xml, "Contents")) {
        yield { key: plain(tag(one, "Key") ?? ""), size: Number(tag(one, "Size") ?? 0) };
      }
      for (const one of tags(xml, "CommonPrefixes")) yield { folder: plain(tag(one, "Prefix") ?? "") };
      after = tag(xml, "IsTruncated") === "true" ? tag(xml, "NextContinuationToken") : undefined;
    } while (after && !options.most);
  }

  /** Begins a large upload. */
  async begin(key: string, stored: Stored): Promise<{ upload: string; attempts: number }> {
    const what = `write "${this.#path(key)}"`;
    const headers = storedHeaders(stored);
    const query = { uploads: "" };
    const answer = await this.send({ what, method: "POST", bucket: this.name, key, query, headers });
    const upload = tag(new TextDecoder().decode(answer.bytes), "UploadId");
    if (!upload) throw new Error(`Cannot ${what}: the service began no upload, is it one that speaks S3?`);
    return { upload, attempts: answer.attempts };
  }

  /** Writes a part, from number 1. */
  async part(key: string, upload: string, number: number, body: Uint8Array<ArrayBuffer>): Promise<Part> {
    const query = { partNumber: String(number), uploadId: upload };
    const what = `write "${this.#path(key)}"`;
    const answer = await this.send({ what, method: "PUT", bucket: this.name, key, query, body });
    return { number, etag: answer.headers.get("etag") ?? "" };
  }

  /** Puts an object of parts in place. False: there is no such upload (any more), the answer to an earlier request was lost. */
  async complete(key: string, upload: string, parts: readonly Part[]): Promise<boolean> {
    const list = parts.map(({ number, etag }) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`
    );
    const document = `<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`;
    const body = new TextEncoder().encode(document);
    const what = `write "${this.#path(key)}"`;
    const query = { uploadId: upload };
    const answer = await this.send({ what, method: "POST", bucket: this.name, key, query, body, accept: [404] });
    return answer.status < 300;
  }

  /** Gives a large upload up; what was written of it goes. */
  async abandon(key: string, upload: string): Promise<void> {
    const what = `give up "${this.#path(key)}"`;
    const query = { uploadId: upload };
    await this.send({ what, method: "DELETE", bucket: this.name, key, query, accept: [404] });
  }

  /** Large uploads of this very key that have neither ended nor been given up. */
  async uploads(key: string): Promise<string[]> {
    const what = `list uploads of "${this.#path(key)}"`;
    const query = { uploads: "", prefix: key, "encoding-type": "url" };
    const answer = await this.send({ what, method: "GET", bucket: this.name, key: "", query });
    const xml = new TextDecoder().decode(answer.bytes);
    const plain = keyReader(xml);
    return tags(xml, "Upload").filter((one) => plain(tag(one, "Key") ?? "") === key)
      .map((one) => tag(one, "UploadId") ?? "");
  }

  #path(key: string): string {
    return `s3://${this.name}/${key}`;
  }
}

/** How keys stand in a list: percent-encoded where the service does what it was asked, else as text. */
function keyReader(xml: string): (key: string) => string {
  if (tag(xml, "EncodingType") !== "url") return (key) => key;
  return (key) => decodeURIComponent(unescapeXml(key).replaceAll("+", " "));
}

/** What is stored with an object goes in headers of this name. */
const STORED = "x-amz-meta-";

function storedHeaders(stored: Stored): Record<string, string> {
  return Object.fromEntries(Object.entries(stored).map(([name, value]) => [`${STORED}${name}`, value]));
}

function conditionHeaders({ absent, etag }: Condition): Record<string, string> {
  return { ...absent ? { "if-none-match": "*" } : {}, ...etag === undefined ? {} : { "if-match": etag } };
}

function factsOf(headers: Headers): ObjectFacts {
  const time = (name: string): number | undefined => {
    const at = Date.parse(headers.get(name) ?? "");
    return Number.isNaN(at) ? undefined : at;
  };
  const range = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
  return {
    size: Number(range ?? headers.get("content-length") ?? 0),
    etag: headers.get("etag") ?? "",
    modifiedAt: time("last-modified"),
    now: time("date"),
    stored: (name) => headers.get(`${STORED}${name}`) ?? undefined,
  };
}
