/**
 * Statistics as a page: no script, nothing that is fetched, text escaped.
 *
 * @module
 */
import type { Bar, Statistics } from "../statistics.ts";

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%}td,th{padding:.2rem .6rem;text-align:left;border-bottom:1px solid #ddd}
td.n{text-align:right;font-variant-numeric:tabular-nums}svg{width:100%;height:auto}rect{fill:#4a7db5}
text{font:11px system-ui,sans-serif;fill:#555}`;

/** The page, as HTML. */
export function statisticsPage(statistics: Statistics): string {
  const { num_chats, num_blocks, total_tokens, top_chats, histograms } = statistics;
  const rows: [string, string][] = [
    ["Chats", number(num_chats)],
    ["Blocks", number(num_blocks)],
    ["Tokens", number(total_tokens)],
    [
      "Tokens of a block",
      spread(statistics.min_tokens_per_block, statistics.avg_tokens_per_block, statistics.max_tokens_per_block),
    ],
    [
      "Minutes of a block",
      spread(
        statistics.min_duration_minutes_per_block,
        statistics.avg_duration_minutes_per_block,
        statistics.max_duration_minutes_per_block,
      ),
    ],
    ["Turns of the user", number(statistics.messages.user)],
    ["Turns of the assistant", number(statistics.messages.assistant)],
    ["Blocks without the assistant", number(statistics.blocks_without_assistant)],
  ];
  const chats = top_chats.map(({ id, name, blocks, tokens }) =>
    `<tr><td>${escape(name ?? id)}</td><td class="n">${number(blocks)}</td><td class="n">${number(tokens)}</td></tr>`
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Fine-tuning data</title><style>${STYLE}</style></head><body>
<h1>Fine-tuning data</h1>
<table>${rows.map(([name, value]) => `<tr><td>${name}</td><td class="n">${value}</td></tr>`).join("\n")}</table>
<h2>Tokens of blocks</h2>
${histogram(histograms.tokens, "tokens")}
<h2>Duration of blocks</h2>
${histogram(histograms.duration_minutes, "minutes")}
<h2>Chats with the most blocks</h2>
<table><tr><th>Chat</th><th>Blocks</th><th>Tokens</th></tr>${chats.join("\n")}</table>
</body></html>
`;
}

const WIDTH = 720;
const HEIGHT = 160;

function histogram(bars: readonly Bar[], unit: string): string {
  if (bars.length === 0) return "<p>There is no block.</p>";
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const width = WIDTH / bars.length;
  const drawn = bars.map(({ from, to, count }, i) => {
    const height = count / most * HEIGHT;
    const x = (i * width).toFixed(1);
    const label = to === null ? `from ${from} ${unit}` : `${from} to ${to} ${unit}`;
    return `<rect x="${x}" y="${(HEIGHT - height).toFixed(1)}" width="${(width - 2).toFixed(1)}" height="${
      height.toFixed(1)
    }"><title>${label}: ${number(count)}</title></rect><text x="${x}" y="${HEIGHT + 14}">${from}</text>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT + 20}" role="img">${drawn.join("")}</svg>`;
}

function spread(least: number | null, average: number | null, most: number | null): string {
  if (least === null || average === null || most === null) return "–";
  return `${short(least)} to ${short(most)}, ${short(average)} on average`;
}

function short(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
