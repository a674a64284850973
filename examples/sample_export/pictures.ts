/**
 * Small pictures drawn by functions and written as PNG (8-bit RGB, one IDAT chunk).
 *
 * @module
 */
import { crc32, deflateSync } from "node:zlib";

/** Red, green and blue from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The colour at a place; both coordinates run from 0 to 1. */
export type Painter = (x: number, y: number) => Colour;

/** A PNG file of `width` × `height` pixels. */
export function png(width: number, height: number, paint: Painter): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array(height * (1 + width * 3));
  let at = 0;
  for (let y = 0; y < height; y++) {
    rows[at++] = 0;
    for (let x = 0; x < width; x++) {
      for (const value of paint((x + 0.5) / width, (y + 0.5) / height)) rows[at++] = Math.max(0, Math.min(255, value));
    }
  }
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([8, 2, 0, 0, 0], 8);
  const chunks = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array()),
  ];
  const file = new Uint8Array(chunks.reduce((sum, bytes) => sum + bytes.length, 0));
  let end = 0;
  for (const bytes of chunks) {
    file.set(bytes, end);
    end += bytes.length;
  }
  return file;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** A round fox face before a clock dial, at dusk. */
export const foxWithClock: Painter = (x, y) => {
  const [dx, dy] = [x - 0.5, y - 0.58];
  const ear = y > 0.2 && y < 0.5 && Math.abs(Math.abs(dx) - 0.15) < (y - 0.2) * 0.4;
  if (Math.min(Math.hypot(x - 0.43, y - 0.54), Math.hypot(x - 0.57, y - 0.54)) < 0.025) return [30, 24, 20];
  if (Math.hypot(dx, (y - 0.68) * 1.4) < 0.035) return [30, 24, 20];
  if (Math.hypot(dx, (y - 0.7) * 1.2) < 0.13) return [250, 240, 225];
  if (Math.hypot(dx, dy) < 0.23 || ear) return [226, 118, 38];
  const dial = Math.hypot(x - 0.5, y - 0.5);
  if (dial > 0.42 && dial < 0.45) return [212, 175, 55];
  if (dial < 0.42) return [244, 236, 214];
  return [60 + 70 * y, 50 + 20 * y, 110 - 30 * y];
};

/** The same fox in a night workshop: darker, with a lamp in the corner. */
export const foxAtNight: Painter = (x, y) => {
  const [red, green, blue] = foxWithClock(x, y);
  const lamp = Math.max(0, 1 - Math.hypot(x - 0.15, y - 0.15) * 2);
  return [red * 0.45 + 150 * lamp, green * 0.45 + 120 * lamp, blue * 0.6 + 30 * lamp];
};

/** The fox in pencil: grey, seen in a mirror that hangs a little low. */
export const foxSketch: Painter = (x, y) => {
  const [red, green, blue] = foxWithClock(1 - x, y + 0.06);
  const grey = Math.round((red + green + blue) / 48) * 16;
  return [grey, grey, grey];
};

/** The cut face of a loaf: crust around, holes within. */
export const breadCrumb: Painter = (x, y) => {
  const loaf = Math.hypot((x - 0.5) * 1.1, (y - 0.6) * 1.7);
  if (loaf > 0.5) return [236, 232, 224];
  if (loaf > 0.45) return [122, 72, 34];
  const hole = Math.sin(x * 41 + 3 * Math.sin(y * 17)) * Math.sin(y * 53 + 2 * Math.sin(x * 23));
  return hole > 0.62 ? [188, 150, 100] : [232, 208, 164];
};

/** A bar chart of numbers. */
export function barChart(values: readonly number[]): Painter {
  const highest = Math.max(...values);
  return (x, y) => {
    const place = x * values.length;
    const value = values[Math.min(values.length - 1, Math.floor(place))];
    const inside = place % 1 > 0.15 && place % 1 < 0.85 && 1 - y < 0.05 + 0.9 * value / highest;
    return inside ? [58, 124, 165] : [252, 252, 250];
  };
}
