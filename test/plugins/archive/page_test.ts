import assert from "node:assert/strict";
import { conversationPages } from "../../../plugins/archive/html/page.ts";
import { Browser, findBrowser } from "../../support/browser.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { archiveFiles, FOLDER } from "./cases.ts";
import { rich } from "./rich.ts";
import { contents, conversation, folderOf, follow, message } from "./support.ts";

Deno.test("the files of an archive are exactly these", async () => {
  const expected = contents(FOLDER);
  const found = await archiveFiles();
  assert.deepEqual(Object.keys(found), Object.keys(expected).map((name) => name.replace(/\.txt$/, "")));
  for (const [name, text] of Object.entries(found)) {
    assert.equal(text, await Deno.readTextFile(`${FOLDER}${name}.txt`), `${name} (deno run -A test/cases/update.ts)`);
  }
});

Deno.test("a long chain, a wide fork and a circle of messages are shown once each, in time that grows with them", () => {
  const started = performance.now();
  const chain = Array.from(
    { length: 5_000 },
    (_, i) => message("user", [`word ${i}`], { id: `b${i}`, parentId: i === 0 ? "m" : `b${i - 1}` }),
  );
  const fork = Array.from({ length: 5_000 }, (_, i) => message("user", [`fork ${i}`], { id: `f${i}`, parentId: "m" }));
  const circle = ["x", "y"].map((id, i) => message("user", [id], { id, parentId: "yx"[i] }));
  const branches = [...chain, ...fork, ...circle];
  const record = conversation([message("user", ["Hi"], { id: "m" })], { branches });
  const html = conversationPages(record, new Map()).pages.flat().map((piece) => new TextDecoder().decode(piece)).join(
    "",
  );
  assert.equal(html.match(/<article /g)?.length, 10_003);
  assert.ok(performance.now() - started < 20_000);
});

Deno.test("texts that make Markdown slow do not make pages slow", () => {
  const slow = ["[", "![", "*a_", "\\(", "\\[", "\\[\n", "$x", "_", "http://", "\ua95f", "- a\n  "];
  for (const piece of slow) {
    const started = performance.now();
    const text = piece.repeat(40_000 / piece.length);
    conversationPages(
      conversation([message("assistant", [text, { type: "code", text: text.slice(0, 19_000), language: "js" }])]),
      new Map(),
    );
    assert.ok(performance.now() - started < 10_000, piece);
  }
});

Deno.test("in Chromium versions switch, what is folded unfolds, texts are searched, and nothing is asked for elsewhere", async () => {
  const command = await findBrowser();
  if (!command) {
    console.warn("NOT TESTED: Chromium is not installed (scripts/install_chromium.sh, or THREADLOOM_CHROMIUM=<path>)");
    return;
  }
  await inFolder(async (path) => {
    await follow({ path }, [
      rich(),
      conversation([message("user", ["Of tides and ferries"])], { id: "f", title: "Ferry" }),
    ]);
    const browser = await Browser.start(command);
    const shown = () =>
      browser.evaluate<string>("[...document.querySelectorAll('article:not([hidden])')].map((one) => one.id).join()");
    try {
      for (const scheme of ["light", "dark"] as const) {
        await browser.open(
          `file://${path}/${encodeURIComponent(folderOf(path, "Boats & floating"))}/conversation.html`,
          scheme,
        );
        const ground = await browser.evaluate<string>("getComputedStyle(document.documentElement).backgroundColor");
        assert.equal(ground, scheme === "light" ? "rgb(255, 255, 255)" : "rgb(22, 24, 29)");
        // An image that is read when it comes into sight is drawn after the page is loaded.
        await browser.until("document.querySelector('img').complete");
        assert.equal(await browser.evaluate("document.querySelector('img').naturalWidth"), 1, "its image is drawn");
        assert.equal(await browser.evaluate("document.querySelectorAll('math').length"), 2);
      }
      const start = await shown();
      assert.equal(start.split(",").length, 7, "the canonical thread, without what the source hides");
      await browser.evaluate("document.querySelector('#m5 .versions a').click()");
      // A page shows another version once the browser has told it of its new address.
      const last = "[...document.querySelectorAll('article:not([hidden])')].at(-1)";
      await browser.until(`/Because it is light/.test(${last}?.textContent)`);
      const other = await shown();
      assert.notEqual(other, start);
      await browser.evaluate("location.hash = '#m7'");
      await browser.until("!document.querySelector('#m7').hidden");
      assert.equal(await shown(), start, "an address of a message shows its version");
      await browser.evaluate("document.querySelector('[data-do=context]').click()");
      assert.equal((await shown()).split(",").length, 8);
      await browser.evaluate("document.querySelector('[data-do=fold]').click()");
      assert.equal(await browser.evaluate("document.querySelectorAll('details:not([open])').length"), 0);

      await browser.open(`file://${path}/index.html`);
      const search = (words: string) =>
        browser.evaluate<string>(`(async () => {
          input.value = ${JSON.stringify(words)};
          input.form.requestSubmit();
          for (let i = 0; i < 200; i++) {
            await new Promise((done) => setTimeout(done, 20));
            if (/ of /.test(status.textContent) && !/reading/.test(status.textContent)) break;
          }
          return [...document.querySelectorAll("li:not([hidden])")].map((one) => one.innerText).join();
        })()`);
      assert.match(await search("tides FERR"), /Ferry[^]*Of tides and ferries/);
      assert.match(await search("density water"), /Boats & <floating>/);
      assert.equal(await search("nowhere"), "");
      assert.deepEqual(browser.seen.requests.filter((url) => !/^(?:file|data):/.test(url)), []);
      assert.deepEqual(browser.seen.errors, []);
    } finally {
      await browser.close();
    }
  });
});
