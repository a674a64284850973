/**
 * The fingerprint of an input without keys: of the fingerprints of its units, in order.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { digest } from "../fingerprint.ts";

/** Characters that are hashed together: of millions of fingerprints each would cost a call. */
const GATHERED = 8192;

/** Takes fingerprints as they come. */
export interface InputHash {
  add(fingerprint: string): void;
  end(): string;
}

/** Begins with an input. */
export function inputHash(): InputHash {
  const hash = createHash("sha256");
  let parts = "";
  const flush = (): void => {
    // Bytes, for the reason that `digest` gives.
    hash.update(new TextEncoder().encode(parts));
    parts = "";
  };
  return {
    add(fingerprint) {
      parts += fingerprint;
      if (parts.length > GATHERED) flush();
    },
    end() {
      flush();
      return digest(hash.digest("hex"));
    },
  };
}
