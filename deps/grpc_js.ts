/**
 * grpc-js: calls by gRPC, over HTTP/2. Loaded by those who use it.
 *
 * Its types would bring those of Node.js, which say other things of `node:sqlite` than Deno's own; what is used of it is
 * written down here.
 *
 * @module
 */
import type { Buffer } from "node:buffer";

/** Through a variable: a specifier that stands in the call would be fetched when the program starts. */
const PACKAGE: string = "npm:@grpc/grpc-js@1.14.7";

/** What goes along with a call. */
export interface GrpcMetadata {
  set(name: string, value: string): void;
}

/** A call that is under way. */
export interface GrpcCall {
  cancel(): void;
}

/** A client of a server. */
export interface GrpcClient {
  makeUnaryRequest(
    path: string,
    serialize: (message: Uint8Array) => Buffer,
    deserialize: (message: Buffer) => Uint8Array,
    message: Uint8Array,
    metadata: GrpcMetadata,
    options: { deadline: number },
    done: (error: (Error & { code: number }) | null, answer?: Uint8Array) => void,
  ): GrpcCall;
  close(): void;
}

/** What it exports, as far as it is used. */
export interface GrpcJs {
  readonly Client: new (address: string, credentials: object, options: { [name: string]: number }) => GrpcClient;
  readonly Metadata: new () => GrpcMetadata;
  readonly credentials: { createInsecure(): object; createSsl(): object };
  readonly status: {
    readonly [
      name in
        | "CANCELLED"
        | "UNKNOWN"
        | "INVALID_ARGUMENT"
        | "DEADLINE_EXCEEDED"
        | "PERMISSION_DENIED"
        | "RESOURCE_EXHAUSTED"
        | "ABORTED"
        | "UNIMPLEMENTED"
        | "INTERNAL"
        | "UNAVAILABLE"
        | "UNAUTHENTICATED"
    ]: number;
  };
}

/** Loads it. */
export async function loadGrpcJs(): Promise<GrpcJs> {
  return await import(PACKAGE);
}
