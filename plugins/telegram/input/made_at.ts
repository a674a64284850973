/**
 * When an export was made, after its folder.
 *
 * @module
 */

/**
 * Epoch ms of the first moment (UTC) of the day in `ChatExport_2024-05-01`, `DataExport_2024-05-01 (2)`, or as older
 * versions wrote it `DataExport_01_05_2024`, in any folder of a path, the nearest first. Undefined without one: the time
 * of a file says when it was copied.
 */
export function madeAt(path: string): number | undefined {
  for (const part of path.split("/").reverse()) {
    const found = /^(?:Chat|Data)Export_(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)_(\d\d)_(\d{4}))(?!\d)/.exec(part);
    if (found === null) continue;
    const [year, month, day] = found[1] === undefined ? [found[6], found[5], found[4]] : found.slice(1, 4);
    const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
    const back = new Date(at);
    if (back.getUTCMonth() === Number(month) - 1 && back.getUTCDate() === Number(day)) return at;
  }
  return undefined;
}
