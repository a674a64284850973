/** Chats that try to become markup: what stands on the pages is read again as a browser would read it. */
import assert from "node:assert/strict";
import type { Conversation, Message } from "../../../core/conversation.ts";
import { type DefaultTreeAdapterTypes, parse } from "../../../deps/parse5.ts";
import { Browser, findBrowser } from "../../support/browser.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { PAYLOADS } from "./payloads.ts";
import { asset, bytes, contents, conversation, follow, message, png } from "./support.ts";

/** Payloads on a page. */
const A_PAGE = 100;

/** A payload in every place of a conversation that text reaches. */
function everywhere(payload: string, n: number): { messages: Message[]; assets: Conversation["assets"] } {
  const file = asset(`file-${n}`, bytes(payload + n), { kind: "file", name: payload, mediaType: payload });
  const image = asset(`image-${n}`, png(String(n)), { name: payload, messageId: payload, pointer: payload });
  // A file each would be some thousands; every twentieth payload is the name of files that are there.
  if (n % 20 > 0) { for (const one of [file, image]) Object.assign(one, { open: undefined, missing: payload }); }
  const gone = asset(`gone-${n}`, png(), { open: undefined, missing: payload, name: payload });
  const said = message("assistant", [
    payload,
    {
      type: "citation",
      sources: [{ title: payload, url: payload, text: payload }, { text: payload }],
      marker: payload,
    },
    ` and ${payload}`,
    { type: "code", text: payload, language: payload },
    { type: "code", text: payload, language: "html" },
    { type: "thinking", text: payload, title: payload },
    { type: "tool_call", name: payload, input: payload, language: "js" },
    { type: "tool_result", name: payload, text: payload },
    { type: "quote", text: payload, title: payload, url: payload },
    { type: "error", text: payload, name: payload },
    { type: "unknown", kind: payload, raw: { text: payload } },
    { type: "image", assetId: image.id, text: payload, transcript: payload },
    { type: "file", assetId: file.id, text: payload },
    { type: "audio", assetId: gone.id, text: payload },
  ], { author: payload, model: payload, localTime: payload });
  const asked = message("user", [payload], { hidden: payload, author: payload });
  const odd = message(payload as "tool", [payload], { id: payload });
  return { messages: [asked, said, odd], assets: [file, image, gone] };
}

function pages(): Conversation[] {
  const all: Conversation[] = [];
  for (let start = 0; start < PAYLOADS.length; start += A_PAGE) {
    const slots = PAYLOADS.slice(start, start + A_PAGE).map((payload, i) => everywhere(payload, start + i));
    all.push(conversation(slots.flatMap(({ messages }) => messages), {
      id: `page${start}`,
      title: PAYLOADS[start],
      source: PAYLOADS[start + 1],
      localTime: PAYLOADS[start + 2],
      assets: slots.flatMap(({ assets }) => assets),
    }));
  }
  return all;
}

const HTML = new Set(
  ("html head meta title link script body header nav main article section div h1 h2 h3 h4 h5 h6 p a span time ol ul li " +
    "button details summary figure figcaption pre code blockquote footer q sup strong em s br hr img audio video table " +
    "thead tbody tr th td form label input").split(" "),
);
const ATTRIBUTES = new Set(
  ("lang charset name content http-equiv rel href src class id title alt width height loading decoding controls preload " +
    "download datetime tabindex hidden type role start aria-label aria-labelledby aria-hidden aria-pressed data-parent " +
    "data-canonical data-context data-do data-chunks data-needs-script defer for autocomplete spellcheck").split(" "),
);
const MATH_ATTRIBUTES =
  /^(?:class|display|math\w+|displaystyle|scriptlevel|linethickness|accent\w*|stretchy|symmetric|largeop|movablelimits|separator|fence|form|[lr]space|m(?:in|ax)size|width|height|depth|voffset|columnalign|rowspacing|column\w+|rowlines|frame|notation|dir)$/;

/** Whatever on a page is not among what the archive writes; walked without recursion, pages are as deep as they like. */
function strange(html: string, top: string): string[] {
  const found: string[] = [];
  const rest: DefaultTreeAdapterTypes.ChildNode[] = [...parse(html).childNodes];
  for (let node = rest.pop(); node; node = rest.pop()) {
    if (node.nodeName === "#comment") found.push("a comment");
    if (!("attrs" in node)) continue;
    const { tagName, attrs, childNodes, namespaceURI } = node;
    const math = namespaceURI.endsWith("MathML");
    if (!math && (!namespaceURI.endsWith("xhtml") || !HTML.has(tagName))) found.push(`<${tagName}>`);
    for (const { name, value } of attrs) {
      if (!(math ? MATH_ATTRIBUTES.test(name) : ATTRIBUTES.has(name))) found.push(`<${tagName} ${name}>`);
      if (name === "src" && !(value.startsWith(`${top}assets/`) || /^media\/[^/]+$/.test(value))) {
        found.push(`src=${value}`);
      }
      if (
        name === "href" &&
        !/^(?:https?:\/\/|mailto:|#|media\/[^/]+$|\.\.\/|assets\/|\d{4}-[^/:]*\/conversation\.html$)/i.test(value)
      ) {
        found.push(`href=${value}`);
      }
      if (
        name === "href" && /^(?:https?|mailto):/i.test(value) &&
        !attrs.some((one) => one.value === "noopener noreferrer nofollow")
      ) {
        found.push(`${value} without rel`);
      }
    }
    if (tagName === "script" && !attrs.some(({ name }) => name === "src")) {
      const text = childNodes.map((child) => "value" in child ? child.value : "").join("");
      if (!text.startsWith("document.documentElement.dataset.script=")) found.push(`script ${text}`);
    }
    rest.push(...childNodes);
  }
  return found;
}

async function writePages(path: string, records: Conversation[]): Promise<string[]> {
  const { failures } = await follow({ path }, records, { batch: 100 });
  assert.deepEqual(failures, []);
  return Object.keys(contents(path)).filter((name) => name.endsWith(".html"));
}

Deno.test("thousands of payloads in every place of a conversation become text: no tag, attribute or address but ours", () =>
  inFolder(async (path) => {
    assert.ok(PAYLOADS.length > 4_000, `${PAYLOADS.length} payloads`);
    const names = await writePages(path, pages());
    assert.ok(names.length > 40);
    for (const name of names) {
      const html = await Deno.readTextFile(`${path}/${name}`);
      assert.deepEqual(strange(html, name === "index.html" ? "" : "../").slice(0, 5), [], name);
    }
    const files = Object.keys(contents(path)).filter((name) => /\.(?:html?|xhtml|svg|m?js|xml)$/i.test(name));
    const ours = /^(?:index\.html|assets\/(?:index|conversation)\.js|search\/[\w-]+\.js|[^/]+\/conversation\.html)$/;
    assert.deepEqual(files.filter((name) => !ours.test(name)), []);
  }));

Deno.test("the check of pages finds what does not belong there", () => {
  for (
    const bad of [
      "<script>1</script>",
      `<p onclick="1">`,
      `<a href="javascript:1">`,
      "<iframe>",
      `<img src="https://x">`,
      "<svg>",
      "<!--x-->",
    ]
  ) {
    assert.notDeepEqual(strange(`<!DOCTYPE html><body>${bad}`, ""), [], bad);
  }
});

Deno.test("Chromium runs nothing of them, asks for nothing elsewhere, and has no complaint", async () => {
  const command = await findBrowser();
  if (!command) {
    console.warn("NOT TESTED: Chromium is not installed (scripts/install_chromium.sh, or THREADLOOM_CHROMIUM=<path>)");
    return;
  }
  await inFolder(async (path) => {
    const names = await writePages(path, pages().filter((_, i) => i % 6 === 0));
    const browser = await Browser.start(command);
    try {
      for (const name of names) {
        await browser.open(`file://${path}/${name.split("/").map(encodeURIComponent).join("/")}`);
        await browser.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
        await browser.evaluate("for (const one of document.querySelectorAll('[hidden]')) one.hidden = false");
      }
      assert.deepEqual(browser.seen.dialogs, []);
      assert.deepEqual(browser.seen.requests.filter((url) => !/^(?:file|data):/.test(url)), []);
      assert.deepEqual(browser.seen.errors.slice(0, 3), []);
    } finally {
      await browser.close();
    }
  });
});
