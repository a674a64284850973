/**
 * Charts as static SVG. Colours are classes of the page's style sheet, so that they follow light and dark.
 *
 * @module
 */
import { escape, formatNumber } from "./html.ts";
import type { Drawing } from "./drawing.ts";

/** One bar: its name, its value, where a click leads. */
export interface Bar {
  name: string;
  value: number;
  /** A second value, drawn thin below it. */
  second?: number;
  href?: string;
}

const WIDTH = 640;

/** Most bars that are drawn; the table beside the chart has all. */
export const MOST_BARS = 20;

function svg(height: number, title: string, content: string): string {
  // What is an image has no links inside.
  const role = content.includes("<a ") ? "group" : "img";
  const id = `chart-${title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="${role}" aria-labelledby="${id}"><title id="${id}">${
    escape(title)
  }</title>${content}</svg>`;
}

function linked(href: string | undefined, label: string, content: string): string {
  return href === undefined
    ? `<g>${content}</g>`
    : `<a href="${escape(href)}" aria-label="${escape(label)}">${content}</a>`;
}

/** Every how many columns a name has room below them. */
function labelStep(named: readonly { name: string }[]): number {
  const longest = Math.max(1, ...named.map(({ name }) => short(name).length));
  const room = Math.floor((WIDTH - 60) / (longest * LETTER + 12));
  return Math.ceil(named.length / Math.max(1, Math.min(12, room)));
}

/** Width of a letter of a chart, at most. */
const LETTER = 7.5;

/** Columns side by side in order, as days or hours. */
export function columns({ scaleBand, scaleLinear }: Drawing, title: string, bars: readonly Bar[]): string {
  const [height, left, bottom, top] = [220, 52, 34, 10];
  const x = scaleBand<number>().domain(bars.map((_, i) => i)).range([left, WIDTH - 8]).padding(0.2);
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const y = scaleLinear().domain([0, most]).nice(4).range([height - bottom, top]);
  const ticks = y.ticks(4).filter(Number.isInteger).map((tick) =>
    `<line class="grid" x1="${left}" x2="${WIDTH - 8}" y1="${fix(y(tick))}" y2="${fix(y(tick))}"/>` +
    `<text class="soft" x="${left - 6}" y="${fix(y(tick) + 4)}" text-anchor="end">${formatNumber(tick)}</text>`
  );
  const every = labelStep(bars);
  const drawn = bars.map(({ name, value, href }, i) => {
    const label = `${name}: ${formatNumber(value)}`;
    const rect = `<rect class="bar" x="${fix(x(i)!)}" y="${fix(y(value))}" width="${fix(x.bandwidth())}" height="${
      fix(y(0) - y(value))
    }"><title>${escape(label)}</title></rect>`;
    const text = i % every === 0
      ? `<text class="soft" x="${fix(x(i)! + x.bandwidth() / 2)}" y="${height - 14}" text-anchor="middle">${
        escape(short(name))
      }</text>`
      : "";
    return linked(href, label, rect) + text;
  });
  return svg(height, title, ticks.join("") + drawn.join(""));
}

/** Bars below one another, as topics; a thin second bar where there is a second value. */
export function bars({ scaleBand, scaleLinear }: Drawing, title: string, all: readonly Bar[]): string {
  const shown = all.slice(0, MOST_BARS);
  const [left, right, row] = [190, 60, 26];
  const height = Math.max(1, shown.length) * row + 8;
  const y = scaleBand<number>().domain(shown.map((_, i) => i)).range([4, height - 4]).padding(0.25);
  const most = Math.max(1, ...shown.map(({ value, second = 0 }) => Math.max(value, second)));
  const x = scaleLinear().domain([0, most]).range([left, WIDTH - right]);
  const drawn = shown.map(({ name, value, second, href }, i) => {
    const top = y(i)!;
    const thick = second === undefined ? y.bandwidth() : y.bandwidth() * 0.65;
    const label = second === undefined
      ? `${name}: ${formatNumber(value)}`
      : `${name}: ${formatNumber(value)} messages, ${formatNumber(second)} users`;
    const rect = (kind: string, from: number, high: number, amount: number): string =>
      `<rect class="${kind}" x="${left}" y="${fix(from)}" width="${fix(x(amount) - left)}" height="${fix(high)}"/>`;
    return linked(
      href,
      label,
      `<title>${escape(label)}</title><text x="${left - 8}" y="${fix(top + y.bandwidth() / 2 + 4)}" text-anchor="end">${
        escape(cut(name, 26))
      }</text>${rect("bar", top, thick, value)}${
        second === undefined ? "" : rect("second", top + thick, y.bandwidth() - thick, second)
      }<text class="soft" x="${fix(x(Math.max(value, second ?? 0)) + 6)}" y="${fix(top + y.bandwidth() / 2 + 4)}">${
        formatNumber(value)
      }</text>`,
    );
  });
  return svg(height, title, drawn.join(""));
}

/** A curve between -1 and 1; days without a value leave a gap. */
export function curve(
  { line, curveMonotoneX, scaleLinear }: Drawing,
  title: string,
  points: readonly { name: string; value: number | null }[],
): string {
  const [height, left, bottom] = [180, 52, 34];
  const x = scaleLinear().domain([0, Math.max(1, points.length - 1)]).range([left + 24, WIDTH - 36]);
  const y = scaleLinear().domain([-1, 1]).range([height - bottom, 10]);
  const path = line<{ value: number | null }>().defined(({ value }) => value !== null)
    .x((_, i) => fix(x(i))).y(({ value }) => fix(y(value ?? 0))).curve(curveMonotoneX)([...points]) ?? "";
  const ticks = [-1, 0, 1].map((tick) =>
    `<line class="grid" x1="${left}" x2="${WIDTH - 8}" y1="${y(tick)}" y2="${y(tick)}"/>` +
    `<text class="soft" x="${left - 6}" y="${y(tick) + 4}" text-anchor="end">${
      tick > 0 ? "good" : tick < 0 ? "bad" : "0"
    }</text>`
  );
  const every = labelStep(points);
  const dots = points.flatMap(({ name, value }, i) => [
    value === null
      ? ""
      : `<circle class="dot" cx="${fix(x(i))}" cy="${fix(y(value))}" r="3"><title>${
        escape(`${name}: ${value}`)
      }</title></circle>`,
    i % every === 0
      ? `<text class="soft" x="${fix(x(i))}" y="${height - 14}" text-anchor="middle">${escape(short(name))}</text>`
      : "",
  ]);
  return svg(height, title, `${ticks.join("")}<path class="curve" d="${path}"/>${dots.join("")}`);
}

/** Shares of one whole, side by side. */
export function stack(
  { scaleLinear }: Drawing,
  title: string,
  pieces: readonly { name: string; value: number; kind: "good" | "even" | "bad" }[],
): string {
  const whole = Math.max(1, pieces.reduce((sum, { value }) => sum + value, 0));
  const x = scaleLinear().domain([0, whole]).range([4, WIDTH - 4]);
  let from = 0;
  const drawn = pieces.map(({ name, value, kind }, i) => {
    const start = x(from);
    from += value;
    const label = `${name}: ${formatNumber(value)} (${Math.round(value / whole * 100)} %)`;
    return `<g><title>${escape(label)}</title><rect class="${kind}" x="${fix(start)}" y="6" width="${
      fix(x(from) - start)
    }" height="30"/><rect class="${kind}" x="${4 + i * 212}" y="48" width="12" height="12"/><text x="${
      22 + i * 212
    }" y="59">${escape(label)}</text></g>`;
  });
  return svg(68, title, drawn.join(""));
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Messages by weekday and hour: the more, the stronger the colour. */
export function heatmap(
  { scaleBand, scaleLinear }: Drawing,
  title: string,
  hours: readonly { weekday: number; hour: number; messages: number }[],
): string {
  const height = 7 * 22 + 28;
  const x = scaleBand<number>().domain(hoursOfDay()).range([44, WIDTH - 4]);
  const y = scaleBand<number>().domain([1, 2, 3, 4, 5, 6, 7]).range([4, height - 24]);
  const strength = scaleLinear().domain([0, Math.max(1, ...hours.map(({ messages }) => messages))]).range([0.06, 1]);
  const counts = new Map(hours.map(({ weekday, hour, messages }) => [weekday * 24 + hour, messages]));
  let content = "";
  for (const [i, name] of WEEKDAYS.entries()) {
    content += `<text class="soft" x="38" y="${fix(y(i + 1)! + 15)}" text-anchor="end">${name}</text>`;
    for (const hour of hoursOfDay()) {
      const count = counts.get((i + 1) * 24 + hour) ?? 0;
      content += `<rect class="cell" x="${fix(x(hour)!)}" y="${fix(y(i + 1)!)}" width="${fix(x.bandwidth())}" height="${
        fix(y.bandwidth())
      }" fill-opacity="${fix(strength(count))}"><title>${name} ${hour}:00: ${formatNumber(count)}</title></rect>`;
    }
  }
  for (let hour = 0; hour < 24; hour += 3) {
    content += `<text class="soft" x="${fix(x(hour)! + x.bandwidth() / 2)}" y="${
      height - 8
    }" text-anchor="middle">${hour}</text>`;
  }
  return svg(height, title, content);
}

function hoursOfDay(): number[] {
  return Array.from({ length: 24 }, (_, hour) => hour);
}

function fix(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Days without their year, which the page names. */
function short(name: string): string {
  return name.replace(/^\d{4}-(?=\d\d-\d\d$)/, "");
}

function cut(name: string, most: number): string {
  const characters = [...name];
  return characters.length <= most ? name : `${characters.slice(0, most - 1).join("")}…`;
}
