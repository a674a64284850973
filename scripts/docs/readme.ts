/**
 * A plugin's README as a part of another page: its links and imports lead where they led.
 *
 * @module
 */
import { posix } from "node:path";

/** Where the pages lie. */
export const PAGES = "docs/plugins";

/** The README of `plugins/<folder>/`, for a page below `docs/plugins/`. */
export function readmeForPage(folder: string, readme: string): string {
  const home = `plugins/${folder}`;
  return readme
    .replaceAll(/(\]\()([^)#:\s]+)((?:#[^)]*)?\))/g, (_, open: string, link: string, close: string) => {
      const target = posix.join(home, link);
      const other = /^plugins\/([^/]+)\/README\.md$/.exec(target)?.[1];
      return `${open}${other ? `${other}.md` : posix.relative(PAGES, target)}${close}`;
    })
    .replaceAll(/(\bfrom )"(\.[^"]*)"/g, (_, from: string, specifier: string) => {
      return `${from}"${packageName(posix.join(home, specifier))}"`;
    });
}

/** A module of the tree by the package's name, where it is one of its doors. */
function packageName(path: string): string {
  if (path === "mod.ts") return "@threadloom/threadloom";
  const door = /^(?:plugins\/)?([a-z0-9_]+)\/mod\.ts$/.exec(path)?.[1];
  if (door === undefined) {
    throw new Error(`Cannot name "${path}" in a page: it is no door of the package, import a mod.ts`);
  }
  return `@threadloom/threadloom/${door}`;
}
