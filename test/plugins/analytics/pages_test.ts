import assert from "node:assert/strict";
import { testSink } from "../../../conformance/mod.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { from, run } from "../../../mod.ts";
import { type AnalyticsReport, analyze, reportPages, type ReportPagesOptions } from "../../../plugins/analytics/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySink, memorySource } from "../../../plugins/memory/mod.ts";
import { testHost } from "../../support/engine.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { NOON, say, talk } from "./support.ts";

const DAY = 86_400_000;
const HOSTILE = `<script>alert("1")</script> & '=cmd|' \u202e`;

const CONVERSATIONS = [0, 1, 2, 9].map((days, i) =>
  talk(
    `c${i}`,
    [
      say("user", ["waar is mijn pakketje?", "merci, c'est parfait", "this is terrible", "schreib ein gedicht"][i], {
        createdAt: NOON + days * DAY,
      }),
      say("assistant", "Gladly.", { createdAt: NOON + days * DAY + 90_000 }),
    ],
    { UserId: i === 2 ? HOSTILE : `u${i}`, Status: i ? HOSTILE : "resolved" },
    { title: i === 1 ? HOSTILE : `=Chat ${i}` },
  )
);

async function made(conversations: Conversation[]): Promise<AnalyticsReport[]> {
  const sink = memorySink<AnalyticsReport>();
  const units = conversations.map((value) => ({ key: value.id, value }));
  await run(from(memorySource({ units })).through(analyze({})).to(sink), {
    host: testHost(),
    ledger: memory(),
    name: "p",
  });
  return sink.records;
}

async function write(path: string, conversations: Conversation[], more: Partial<ReportPagesOptions> = {}) {
  const units = conversations.map((value) => ({ key: value.id, value }));
  const warnings: string[] = [];
  const report = await run(from(memorySource({ units })).through(analyze({})).to(reportPages({ path, ...more })), {
    host: testHost(),
    ledger: memory(),
    name: "p",
    onEvent: (event) => {
      if (event.type === "log" && event.level === "warn") warnings.push(event.message);
    },
  });
  return { report, warnings };
}

function files(folder: string, below = ""): string[] {
  return [...Deno.readDirSync(`${folder}/${below}`)].flatMap(({ name, isDirectory }) =>
    isDirectory ? files(folder, `${below}${name}/`) : [`${below}${name}`]
  ).sort();
}

testSink("reportPages()", {
  make: (folder) => reportPages({ path: `${folder}/site` }),
  records: (await made(CONVERSATIONS.slice(0, 1))).filter(({ kind }) => kind === "daily" || kind === "user"),
  module: {
    specifier: new URL("../../../plugins/analytics/mod.ts", import.meta.url).href,
    factory: "reportPages",
    options: (folder: string) => ({ path: `${folder}/site` }),
  },
});

Deno.test("there is a page a period, a CSV beside each chart, an index and a manifest that names them", () =>
  inFolder(async (folder) => {
    await write(folder, CONVERSATIONS);
    const there = files(folder);
    for (
      const path of [
        "index.html",
        "users.csv",
        "daily.csv",
        "weekly.csv",
        "monthly.csv",
        "daily/2026-03-02.html",
        "weekly/2026-03-02.html",
        "monthly/2026-03-01-days.csv",
        "daily/2026-03-02-topics.csv",
      ]
    ) {
      assert.ok(there.includes(path), path);
    }
    const manifest = JSON.parse(Deno.readTextFileSync(`${folder}/manifest.json`)) as { files: { path: string }[] };
    assert.deepEqual([...manifest.files.map(({ path }) => path), "manifest.json"].sort(), there);
    const daily = Deno.readTextFileSync(`${folder}/daily.csv`).trim().split("\n");
    assert.equal(daily.length, 5);
    assert.match(daily[1], /^2026-03-02,2026-03-02,1,2,1,1,1,1,/);
  }));

Deno.test("every link of every page leads to a file or an anchor that is there", () =>
  inFolder(async (folder) => {
    await write(folder, CONVERSATIONS, { link: "https://desk.example/c/{id}?x=1" });
    let links = 0;
    for (const path of files(folder).filter((one) => one.endsWith(".html"))) {
      const html = Deno.readTextFileSync(`${folder}/${path}`);
      for (const [, href] of html.matchAll(/href="([^"]*)"/g)) {
        if (href.startsWith("https://desk.example/c/c")) continue;
        links++;
        if (href.startsWith("#")) assert.ok(html.includes(`id="${href.slice(1)}"`), `${path}: ${href}`);
        else assert.ok(Deno.statSync(new URL(href, `file://${folder}/${path}`)).isFile, `${path}: ${href}`);
      }
    }
    assert.ok(links > 40, `${links}`);
  }));

Deno.test("nothing that people wrote becomes markup or a formula, and pages load and run nothing", () =>
  inFolder(async (folder) => {
    await write(folder, CONVERSATIONS, { title: HOSTILE });
    for (const path of files(folder)) {
      const text = Deno.readTextFileSync(`${folder}/${path}`);
      if (path.endsWith(".html")) {
        assert.ok(!/<script|<link|<img|<iframe|\son\w+=|javascript:|url\(|@import/i.test(text), path);
        assert.ok(!text.includes("\u202e"), path);
        assert.match(text, /default-src 'none'; style-src 'sha256-[\w+/=]+'/);
      } else if (path.endsWith(".csv")) {
        assert.ok(!/(?:^|,)"?[=+@]/m.test(text), path);
      }
    }
    const day = Deno.readTextFileSync(`${folder}/daily/2026-03-03.html`);
    assert.ok(day.includes("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;=cmd|&#39;"));
  }));

Deno.test("a second run changes no byte and no file; what changed moves its own pages alone", () =>
  inFolder(async (folder) => {
    await write(folder, CONVERSATIONS);
    const times = () =>
      new Map(files(folder).map((path) => [path, Deno.statSync(`${folder}/${path}`).mtime!.getTime()]));
    for (const path of files(folder)) await Deno.utime(`${folder}/${path}`, 1, 1);
    const before = times();
    await write(folder, CONVERSATIONS);
    assert.deepEqual(times(), before);
    const [first, ...rest] = CONVERSATIONS;
    await write(folder, [...rest, { ...first, messages: [...first.messages, { ...first.messages[0], id: "z" }] }]);
    const moved = [...times()].filter(([, time]) => time !== 1000).map(([path]) => path);
    assert.ok(moved.includes("daily/2026-03-02.html"));
    assert.deepEqual(moved.filter((path) => /daily\/2026-03-(04|11)/.test(path)), []);
  }));

Deno.test("pages of periods that are gone are removed, unless somebody has changed them", () =>
  inFolder(async (folder) => {
    await write(folder, CONVERSATIONS);
    Deno.writeTextFileSync(`${folder}/notes.txt`, "mine");
    Deno.writeTextFileSync(`${folder}/daily/2026-03-11-topics.csv`, "changed");
    const { warnings } = await write(folder, CONVERSATIONS.slice(0, 3));
    const left = files(folder).filter((path) => path.includes("03-11") || path === "notes.txt");
    assert.deepEqual(left, ["daily/2026-03-11-topics.csv", "notes.txt"]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /03-11-topics\.csv belongs to no report any more/);
  }));

Deno.test("a manifest that names files elsewhere removes nothing there", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/precious`, "");
    Deno.mkdirSync(`${folder}/site`);
    const sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const entry = (path: string) => ({ path, size: 0, sha256 });
    Deno.writeTextFileSync(
      `${folder}/site/manifest.json`,
      JSON.stringify({ files: [entry("../precious"), entry("daily/../../precious")] }),
    );
    await write(`${folder}/site`, CONVERSATIONS.slice(0, 1));
    assert.ok(Deno.statSync(`${folder}/precious`).isFile);
  }));

Deno.test("records that analyze did not make name no file", () =>
  inFolder(async (folder) => {
    const [good] = await made(CONVERSATIONS);
    for (
      const bad of [
        { ...good, start: "../../etc" },
        { ...good, kind: "__proto__" },
        { ...good, topics: undefined },
        7,
        { kind: "user" },
      ]
    ) {
      const report = await run(from([bad as AnalyticsReport]).to(reportPages({ path: folder })), {
        host: testHost(),
        ledger: memory(),
        name: "p",
      })
        .catch((error) => error);
      assert.match(JSON.stringify(report.sinks ?? String(report)) + report, /failed|Cannot write a page/);
    }
    assert.deepEqual(files(folder).filter((path) => path !== "manifest.json" && path !== "index.html"), []);
  }));

Deno.test("without any dated conversation there is an index that says so", () =>
  inFolder(async (folder) => {
    await write(folder, [talk("c", [say("user", "hallo daar")])]);
    assert.match(Deno.readTextFileSync(`${folder}/index.html`), /No conversation is dated/);
  }));
