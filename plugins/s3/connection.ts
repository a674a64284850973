/**
 * Where S3 is and how to get in.
 *
 * @module
 */
import { CannotRunError } from "../../core/errors.ts";

/** Where S3 is and how to get in; what is left out comes from AWS's environment variables. */
export interface S3Connection {
  /**
   * Address of a service that speaks S3.
   * @default AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else AWS itself
   */
  endpoint?: string;
  /** @default AWS_REGION, AWS_DEFAULT_REGION, else us-east-1 */
  region?: string;
  /** @default AWS_ACCESS_KEY_ID */
  accessKeyId?: string;
  /** @default AWS_SECRET_ACCESS_KEY */
  secretAccessKey?: string;
  /** @default AWS_SESSION_TOKEN, where no key is given */
  sessionToken?: string;
  /**
   * Whether the bucket stands in the path and not in the host's name.
   * @default true with an endpoint, false at AWS
   */
  pathStyle?: boolean;
}

/** A connection with everything filled in. */
export interface S3Settings {
  /** Absent: AWS itself. */
  endpoint?: URL;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  pathStyle: boolean;
}

/** Asks for an environment variable. */
export type Environment = (name: string) => string | undefined;

/**
 * Fills in what is left out.
 *
 * @throws {CannotRunError} when there are no keys, or the endpoint is no address; no key is ever named in it
 */
export function settingsOf(given: S3Connection, environment: Environment): S3Settings {
  const named = (name: string): string | undefined => environment(name) || undefined;
  const endpoint = given.endpoint ?? named("AWS_ENDPOINT_URL_S3") ?? named("AWS_ENDPOINT_URL");
  const own = given.accessKeyId !== undefined || given.secretAccessKey !== undefined;
  const accessKeyId = own ? given.accessKeyId : named("AWS_ACCESS_KEY_ID");
  const secretAccessKey = own ? given.secretAccessKey : named("AWS_SECRET_ACCESS_KEY");
  if (!accessKeyId || !secretAccessKey) {
    throw new CannotRunError(
      `Cannot reach S3: ${!accessKeyId ? "no access key" : "no secret key"} is given, ` +
        `set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
    );
  }
  return {
    endpoint: endpoint === undefined ? undefined : addressOf(endpoint),
    region: given.region ?? named("AWS_REGION") ?? named("AWS_DEFAULT_REGION") ?? "us-east-1",
    accessKeyId,
    secretAccessKey,
    sessionToken: own ? given.sessionToken : given.sessionToken ?? named("AWS_SESSION_TOKEN"),
    pathStyle: given.pathStyle ?? endpoint !== undefined,
  };
}

function addressOf(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") {
    if (url.username === "" && url.password === "" && url.search === "" && url.hash === "") return url;
  }
  // What was given is not repeated: it may hold a password.
  throw new CannotRunError(
    `Cannot reach S3: the endpoint is no plain address, expected one like https://s3.example.com`,
  );
}

/** Address of an object, or with an empty key of the bucket; the key character by character, whatever it holds. */
export function addressOfObject({ endpoint, region, pathStyle }: S3Settings, bucket: string, key: string): string {
  const path = key.split("/").map(encodeName).join("/");
  const base = endpoint ?? new URL(`https://s3.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`);
  const root = base.pathname.replace(/\/+$/, "");
  // A name with a dot is not covered by the certificate of the host.
  if (pathStyle || bucket.includes(".")) return `${base.origin}${root}/${bucket}/${path}`;
  return `${base.protocol}//${bucket}.${base.host}${root}/${path}`;
}

/** Percent-encodes all but letters, digits and `-._~`: a `+` that stood as it is would be signed as a space. */
export function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
