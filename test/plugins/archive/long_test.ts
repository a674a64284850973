import assert from "node:assert/strict";
import type { Conversation, Message } from "../../../core/conversation.ts";
import { archiveStore, EditedByOwnerError } from "../../../plugins/archive/mod.ts";
import { MOST_MARKUP, MOST_MESSAGES, pageName, pageOf } from "../../../plugins/archive/part_names.ts";
import { Browser, findBrowser } from "../../support/browser.ts";
import { listedBy } from "../../support/follow.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { contents, conversation, folderOf, follow, message } from "./support.ts";

const TITLE = "Long";

/** A thread of so many messages; `branches` as they are. */
function long(count: number, branches: Message[] = []): Conversation {
  const messages = Array.from(
    { length: count },
    (_, i) => message(i % 2 === 0 ? "user" : "assistant", [`word${i}`], { id: `m${i}`, createdAt: 1e12 + i }),
  );
  return conversation(messages, { id: "long", title: TITLE, branches, updatedAt: count });
}

/** Another answer to message `at`, and what followed it. */
function branch(at: number, count: number): Message[] {
  return Array.from({ length: count }, (_, i) => {
    const parentId = i === 0 ? `m${at}` : `b${at}-${i - 1}`;
    return message("assistant", [`aside${at}-${i}`], { id: `b${at}-${i}`, parentId, createdAt: 2e12 + i });
  });
}

function pagesIn(path: string): { [name: string]: string } {
  const folder = folderOf(path, TITLE);
  const names = Object.keys(contents(path, folder)).filter((name) => name.endsWith(".html"));
  return Object.fromEntries(
    names.map((name) => [name.slice(folder.length + 1), Deno.readTextFileSync(`${path}/${name}`)]),
  );
}

const idsOf = (html: string) => [...html.matchAll(/<article [^>]*id="m(\d+)"/g)].map(([, number]) => Number(number));

Deno.test("a long conversation is dealt to pages, each message once, and every link leads to where its message is", () =>
  inFolder(async (path) => {
    const record = long(2 * MOST_MESSAGES + 500, [...branch(100, 3), ...branch(3_000, MOST_MESSAGES)]);
    assert.deepEqual((await follow({ path }, [record])).failures, []);
    const pages = pagesIn(path);
    const names = Object.keys(pages).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    assert.deepEqual(names, [0, 1, 2, 3].map(pageName));
    const all = names.flatMap((name) => idsOf(pages[name]));
    assert.deepEqual(all, all.map((_, i) => i));
    assert.equal(all.length, record.messages.length + record.branches.length);
    const starts = names.map((name) => idsOf(pages[name])[0]);
    let across = 0;
    for (const name of names) {
      const ids = new Set(idsOf(pages[name]));
      for (const [, file, number] of pages[name].matchAll(/href="([^"#]*)#m(\d+)"/g)) {
        if (file === "") assert.ok(ids.has(Number(number)), `${name} #m${number}`);
        else assert.equal(file, pageName(pageOf(Number(number), starts)), `${name} #m${number}`);
        if (file !== "") across++;
      }
      assert.match(pages[name], new RegExp(`data-parts="${starts.join(" ")}"`));
      assert.match(pages[name], new RegExp(`Part ${names.indexOf(name) + 1} of 4</span>`));
    }
    assert.ok(across >= 4, "versions of a message lie on different pages");
    assert.match(
      pages["conversation-2.html"],
      /<a href="conversation.html" rel="prev">[^]*<a href="conversation-3.html" rel="next">/,
    );
  }));

Deno.test("an ordinary conversation has one page, and a few long messages have several", () =>
  inFolder(async (path) => {
    await follow({ path }, [long(MOST_MESSAGES)]);
    assert.deepEqual(Object.keys(pagesIn(path)), ["conversation.html"]);
    assert.doesNotMatch(pagesIn(path)["conversation.html"], /class="parts"/);
    const text = "lorem ipsum ".repeat(MOST_MARKUP / 24);
    const messages = ["a", "b", "c"].map((id) => message("user", [text], { id }));
    await follow({ path }, [conversation(messages, { id: "long", title: TITLE, updatedAt: 1e6 })]);
    assert.deepEqual(Object.keys(pagesIn(path)).length, 3);
  }));

Deno.test("pages that a shorter conversation no longer has are removed, and one that its owner edited is left alone", () =>
  inFolder(async (path) => {
    await follow({ path }, [long(2 * MOST_MESSAGES + 1)]);
    assert.equal(Object.keys(pagesIn(path)).length, 3);
    const further = `${path}/${folderOf(path, TITLE)}/conversation-2.html`;
    const was = await Deno.readTextFile(further);
    await Deno.writeTextFile(further, "my own words");
    assert.equal((await listedBy(archiveStore({ path }))).get("long")?.edited, true);
    const { failures } = await follow({ path }, [long(10)]);
    assert.deepEqual(failures.map(({ error }) => (error as object).constructor), [EditedByOwnerError]);
    assert.match(String(failures[0].error), /conversation-2\.html": its owner edited it/);
    assert.equal(await Deno.readTextFile(further), "my own words");
    await Deno.writeTextFile(further, was);
    assert.deepEqual((await follow({ path }, [long(MOST_MESSAGES + 1)])).failures, []);
    assert.deepEqual(Object.keys(pagesIn(path)).sort(), ["conversation-2.html", "conversation.html"]);
    assert.deepEqual((await follow({ path }, [long(10)])).failures, []);
    assert.deepEqual(Object.keys(pagesIn(path)), ["conversation.html"]);
    assert.deepEqual((await follow({ path }, [], { gone: ["long"] })).failures, []);
    assert.throws(() => folderOf(path, TITLE));
  }));

Deno.test("conversation.json of any conversation is what one call of JSON.stringify gives", () =>
  inFolder(async (path) => {
    const odd = conversation(
      [message("user", ['line\n  {\n"\u2028\ud800'], { metadata: { a: [], b: {}, c: [[1]] } })],
      {
        id: "long",
        title: TITLE,
        metadata: { "messages": [{ x: 1 }] },
      },
    );
    await follow({ path }, [odd]);
    const text = await Deno.readTextFile(`${path}/${folderOf(path, TITLE)}/conversation.json`);
    assert.equal(text, `${JSON.stringify(odd, null, 1)}\n`);
  }));

Deno.test("in Chromium an address of any message leads to its page, versions switch across pages, and a search finds the page", async () => {
  const command = await findBrowser();
  if (!command) {
    console.warn("NOT TESTED: Chromium is not installed (scripts/install_chromium.sh, or THREADLOOM_CHROMIUM=<path>)");
    return;
  }
  await inFolder(async (path) => {
    const count = MOST_MESSAGES + 50;
    await follow({ path }, [long(count, branch(100, 60))]);
    const folder = `file://${path}/${encodeURIComponent(folderOf(path, TITLE))}`;
    const browser = await Browser.start(command);
    const shown = () =>
      browser.evaluate<string[]>("[...document.querySelectorAll('article:not([hidden])')].map((one) => one.id)");
    try {
      await browser.open(`${folder}/conversation.html`);
      assert.equal((await shown()).length, MOST_MESSAGES);
      await browser.leave(`location.hash = "#m${MOST_MESSAGES + 7}"`);
      await browser.until("location.pathname.endsWith('conversation-2.html') && document.readyState === 'complete'");
      assert.deepEqual((await shown()).length, 50, "the rest of the thread, without its branches");
      // Message 101 was written twice: the other version begins the branch on the second page.
      await browser.open(`${folder}/conversation.html#m101`);
      await browser.leave("document.querySelector('#m101 .versions a').click()");
      await browser.until(`location.hash === '#m${count}' && document.readyState === 'complete'`);
      await browser.until(`document.querySelector('#m${count}') && !document.querySelector('#m${count}').hidden`);
      assert.deepEqual(await shown(), Array.from({ length: 60 }, (_, i) => `m${count + i}`), "the branch alone");
      await browser.leave(`document.querySelector('#m${count} .elsewhere a').click()`);
      await browser.until("location.hash === '#m100' && location.pathname.endsWith('conversation.html')");
      await browser.open(`file://${path}/index.html`);
      await browser.evaluate(`(input.value = "word${MOST_MESSAGES + 20}", input.form.requestSubmit())`);
      await browser.until("document.querySelector('a.found')");
      const address = await browser.evaluate<string>("document.querySelector('a.found').getAttribute('href')");
      assert.match(address, new RegExp(`/conversation-2\\.html#m${MOST_MESSAGES + 20}$`));
      assert.deepEqual(browser.seen.errors, []);
      assert.deepEqual(browser.seen.requests.filter((url) => !/^(?:file|data):/.test(url)), []);
    } finally {
      await browser.close();
    }
  });
});
