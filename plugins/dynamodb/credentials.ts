/**
 * Who asks, where: credentials, region and address as AWS's own clients find them.
 *
 * The environment is read here; whatever else there is (profiles, single sign-on, containers, instances, web identities)
 * is left to AWS's own search, which is loaded only when it is needed: it costs more to load than the rest of the plugin.
 *
 * @module
 */
import process from "node:process";
import { CannotRunError, describe } from "../../core/errors.ts";
import { type DynamodbStoreSettings, isLoopback } from "./options.ts";
import type { Credentials } from "./sign.ts";

/** Where requests go and in whose name. */
export interface Place {
  readonly url: URL;
  readonly region: string;
  /** Credentials that still hold; `renew` when the server has refused the last ones. */
  credentials(renew?: boolean): Promise<Credentials>;
}

type Search = (options?: { forceRefresh?: boolean }) => Promise<Credentials>;

/** Fewest milliseconds that credentials have to hold. */
const MARGIN_MS = 5 * 60_000;

/** A server on this machine asks for a signature and does not look at it; DynamoDB Local wants letters and digits. */
const LOCAL: Credentials = { accessKeyId: "local", secretAccessKey: "local" };

/**
 * Finds out where requests go.
 *
 * @throws {CannotRunError} when no region is known
 */
export async function findPlace(
  { region, endpoint, table }: Pick<DynamodbStoreSettings, "region" | "endpoint" | "table">,
  now: () => number,
): Promise<Place> {
  const { env } = process;
  const address = endpoint ?? env.AWS_ENDPOINT_URL_DYNAMODB ?? env.AWS_ENDPOINT_URL;
  const given = address ? new URL(address) : undefined;
  const local = given !== undefined && isLoopback(given);
  const found = region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? (local ? "us-east-1" : await profileRegion());
  if (!found) {
    throw new CannotRunError(
      `Cannot open table "${table}": no region is known, set the option "region" or the variable AWS_REGION`,
    );
  }
  const domain = found.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const url = given ?? new URL(`https://dynamodb.${found}.${domain}`);
  return { url, region: found, credentials: openCredentials(local, table, now) };
}

function openCredentials(local: boolean, table: string, now: () => number): Place["credentials"] {
  let provider: Search | undefined;
  let held: Promise<Credentials> | undefined;

  return async function credentials(renew = false) {
    if (renew) held = undefined;
    const known = await (held ??= find(renew));
    const { expiration } = known;
    if (!expiration || expiration.getTime() - now() > MARGIN_MS) return known;
    return await (held = find(true));
  };

  async function find(renew: boolean): Promise<Credentials> {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
    if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) {
      return {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        sessionToken: AWS_SESSION_TOKEN || undefined,
      };
    }
    if (local) return LOCAL;
    const { defaultProvider } = await import("../../deps/aws_credentials.ts");
    const search = provider ??= defaultProvider();
    try {
      return await search({ forceRefresh: renew });
    } catch (error) {
      throw new CannotRunError(
        `Cannot open table "${table}": no AWS credentials were found, expected them in the environment ` +
          `(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), in a profile, or from the machine: ${describe(error)}`,
        { cause: error },
      );
    }
  }
}

/** The region of the profile in use. */
async function profileRegion(): Promise<string | undefined> {
  const { loadSharedConfigFiles } = await import("../../deps/aws_credentials.ts");
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const profile = process.env.AWS_PROFILE ?? "default";
  return configFile[profile]?.region ?? credentialsFile[profile]?.region;
}
