/**
 * What looks like an id of a file, in any text: `file-…`, `file_…`, `libfile_…`, and UUIDs.
 *
 * @module
 */

/** A UUID as exports write it. */
export const UUIDS: RegExp = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

const ID = /file[-_][A-Za-z0-9]{16,64}/y;
const SERVICE = /file-service:(?:\\?\/){2}([0-9A-Za-z-]{8,64})/y;

/** Calls `use` for every id of a file, and for what a `file-service` pointer holds; slashes may be escaped. */
export function eachId(text: string, use: (token: string) => void): void {
  for (let at = text.indexOf("file"); at >= 0; at = text.indexOf("file", at + 4)) {
    const next = text.charCodeAt(at + 4);
    if (next !== 0x2d && next !== 0x5f) continue;
    SERVICE.lastIndex = ID.lastIndex = at;
    const service = SERVICE.exec(text)?.[1];
    if (service !== undefined && !service.startsWith("file-")) use(service);
    else if (service === undefined) {
      const token = ID.exec(text)?.[0];
      if (token === undefined) continue;
      use(token);
      if (text.startsWith("lib", at - 3)) use("lib" + token);
    }
  }
}

/** The same with all UUIDs, where any are looked for. */
export function eachToken(text: string, wanted: number, use: (token: string) => void): void {
  if (wanted === 0) return;
  eachId(text, use);
  if (text.includes("-")) { for (const [uuid] of text.matchAll(UUIDS)) use(uuid); }
}
