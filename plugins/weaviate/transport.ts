/**
 * The two ways in which objects are asked for and written: HTTP, and gRPC where its port is given.
 *
 * Schemas, tenants, deletes and the values of a property go by HTTP in both.
 *
 * @module
 */
import type { Ask, Found, Shown } from "./ask.ts";
import { getQuery } from "./graphql.ts";
import { batchObject, batchReply, batchRequest } from "./grpc/batch.ts";
import type { Channel } from "./grpc/channel.ts";
import { searchReply, searchRequest } from "./grpc/search.ts";
import type { Sent } from "./objects.ts";
import { objectError } from "./said.ts";

/** An object, ready to be sent. */
export interface Packed {
  readonly id: string;
  readonly body: string | Uint8Array;
  /** Bytes, or UTF-16 units: what batches are measured by. */
  readonly size: number;
}

/** One try each; transient errors are marked. */
export interface Transport {
  get(ask: Ask, shown: Shown): Promise<Found[]>;
  pack(object: Sent): Packed;
  /** Writes objects; gives what the server says of those that it did not write, by their place. */
  put(objects: readonly Packed[]): Promise<ReadonlyMap<number, string>>;
}

/** Whose objects. */
interface Of {
  readonly collection: string;
  readonly tenant?: string;
  /** Takes the key out of what the server says. */
  hide(said: string): string;
}

interface Answered {
  readonly id?: string;
  readonly result?: {
    readonly status?: string;
    readonly errors?: { readonly error?: { readonly message?: string }[] };
  };
}

/** By GraphQL and `POST /v1/batch/objects`; `once` sends a request. */
export function httpTransport(
  { collection, tenant, hide }: Of,
  once: (method: string, path: string, body: string) => Promise<unknown>,
): Transport {
  return {
    async get(what, shown) {
      const query = `{ Get { ${getQuery(collection, tenant, what, shown)} } }`;
      const answer = await once("POST", "/graphql", JSON.stringify({ query })) as
        | {
          data?: { Get?: { [collection: string]: Found[] | null } };
          errors?: { message?: string }[];
        }
        | null
        | undefined;
      const found = answer?.data?.Get?.[collection];
      if (found && !answer.errors?.length) return found;
      const said = answer?.errors?.map(({ message }) => message).join("; ") ?? "an answer without data";
      throw objectError(`Cannot read collection "${collection}": ${hide(said)}`);
    },
    pack(object) {
      const body = JSON.stringify(object);
      return { id: object.id, body, size: body.length };
    },
    async put(objects) {
      const answer = await once("POST", "/batch/objects", `{"objects":[${objects.map(({ body }) => body).join()}]}`);
      const answered = new Map<string, Answered>();
      if (Array.isArray(answer)) { for (const one of answer as Answered[]) answered.set(one.id ?? "", one); }
      const failed = new Map<number, string>();
      for (const [i, { id }] of objects.entries()) {
        // An answer of 200 says nothing of any of them.
        const { status, errors } = answered.get(id)?.result ?? {};
        if (status === "SUCCESS" && !errors?.error?.length) continue;
        const said = errors?.error?.map(({ message }) => message).join("; ");
        failed.set(i, hide(said ?? "it is not in the answer: not ready"));
      }
      return failed;
    },
  };
}

/** By `Search` and `BatchObjects`. */
export function grpcTransport({ collection, tenant, hide }: Of, channel: Channel): Transport {
  return {
    get: async (what, shown) =>
      searchReply(await channel.call("Search", searchRequest(collection, tenant, what, shown))),
    pack(object) {
      const body = batchObject(object);
      return { id: object.id, body, size: body.length };
    },
    async put(objects) {
      const request = batchRequest(objects.map(({ body }) => body as Uint8Array));
      const refused = batchReply(await channel.call("BatchObjects", request));
      return new Map([...refused].map(([place, said]) => [place, hide(said)]));
    },
  };
}
