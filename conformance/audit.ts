/**
 * What a process asked for, as Deno's audit log has it (one JSON object a line in the file that
 * `DENO_AUDIT_PERMISSIONS` names: what was granted and what was denied alike), beside what it was allowed.
 *
 * @module
 */
import { resolve, sep } from "node:path";
import { unitePermissions } from "../core/permissions.ts";
import type { Permissions } from "../core/plugin.ts";

/** One thing that a process asked for. */
export interface AskedPermission {
  /** The kind: `read`, `net`, … */
  permission: string;
  /** Absent where all of the kind was asked for. */
  value?: string;
}

/** What a log holds, each thing once. */
export function parseAudit(text: string): AskedPermission[] {
  const asked = new Map<string, AskedPermission>();
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const { permission, value } = JSON.parse(line) as AskedPermission;
    asked.set(JSON.stringify([permission, value]), value === undefined ? { permission } : { permission, value });
  }
  return [...asked.values()];
}

/** What was asked for and not allowed. Relative paths belong to `cwd`. */
export function beyond(
  asked: readonly AskedPermission[],
  allowed: readonly Permissions[],
  cwd: string = Deno.cwd(),
): AskedPermission[] {
  const whole = unitePermissions(...allowed);
  return asked.filter(({ permission, value }) => {
    const values = Object.hasOwn(whole, permission) ? whole[permission as keyof Permissions] ?? [] : [];
    return value === undefined || !values.some((one) => covers(permission, one, value, cwd));
  });
}

function covers(permission: string, allowed: string, value: string, cwd: string): boolean {
  if (allowed === value) return true;
  switch (permission) {
    case "read":
    case "write":
    case "ffi": {
      const [folder, path] = [resolve(cwd, allowed), resolve(cwd, value)];
      return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
    }
    case "net":
    case "import": {
      const host = hostOf(value);
      return host === allowed || host.replace(/:\d+$/, "") === allowed;
    }
    case "env":
      return allowed.endsWith("*") && value.startsWith(allowed.slice(0, -1));
    default:
      return false;
  }
}

/** Host and port: of what is fetched the log has the whole address. */
function hostOf(value: string): string {
  const url = /^https?:/.test(value) ? URL.parse(value) : null;
  return url === null ? value : `${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`;
}
