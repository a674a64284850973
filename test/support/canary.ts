/**
 * Secrets to look for: none of their forms may stand anywhere.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";

/** A secret as people, addresses, headers, JSON and dumps write it. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    bytes.toString("hex"),
  ];
}

/** A text holds no form of any secret. */
export function assertKept(text: string, secrets: readonly string[], where: string): void {
  for (const secret of secrets) {
    for (const form of formsOf(secret)) assert.ok(!text.includes(form), `${where} holds "${form}"`);
  }
}

/** No file below a folder, nor its name, holds a form of any secret. Gives how many were looked at. */
export async function assertNoneBelow(folder: string, secrets: readonly string[]): Promise<number> {
  let count = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    assertKept(path, secrets, path);
    if (isDirectory) count += await assertNoneBelow(path, secrets);
    else {
      assertKept(Buffer.from(await Deno.readFile(path)).toString("latin1"), secrets, path);
      count++;
    }
  }
  return count;
}
