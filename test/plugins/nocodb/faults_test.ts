/** What a network and a busy server do to a reading, by a proxy in front of the real NocoDB. */
import assert from "node:assert/strict";
import { serviceTest } from "../../support/services.ts";
import { pluginContext } from "../../support/plugin_context.ts";
import { testContext } from "../../support/context.ts";
import { type Fault, seeded, startProxy } from "./proxy.ts";
import { type Base, fill, inBase, read, sourceOf } from "./support.ts";

const THROTTLED = JSON.stringify({ message: "ThrottlerException: Too Many Requests" });

/** What a faulty network leaves of a reading. */
const through = (base: Base, url: string, options = {}) =>
  read(sourceOf({ ...base, url }, { timeoutMs: 300, ...options }));

serviceTest(
  "nocodbSource() gives the same through any fault that passes, whatever the seed",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 12);
      const whole = await read(sourceOf(base));
      const faults: Fault[] = [
        { kind: "answer", status: 429, body: THROTTLED },
        { kind: "answer", status: 429, headers: { "retry-after": "2" }, body: THROTTLED },
        {
          kind: "answer",
          status: 500,
          body: JSON.stringify({ message: "boom", innerError: { stack: "at /usr/x.js" } }),
        },
        { kind: "answer", status: 503, body: "<html>Service Unavailable</html>" },
        { kind: "cut" },
        { kind: "half" },
        { kind: "lost" },
        { kind: "hang" },
      ];
      const seen = new Set<string>();
      for (let seed = 1; seed <= 6; seed++) {
        const random = seeded(seed * 7919);
        const pick = () => random() < 0.3 ? faults[Math.floor(random() * faults.length)] : undefined;
        await using proxy = startProxy(base.url, pick);
        const apiVersion = seed % 2 ? "v2" as const : "v3" as const;
        const found = await through(base, proxy.url, { pageSize: 2, apiVersion });
        assert.deepEqual(found.conversations, whole.conversations, `seed ${seed}`);
        for (const name of proxy.struck.keys()) seen.add(name);
        assert.ok(proxy.struck.size > 0, "faults struck");
      }
      assert.deepEqual([...seen].sort(), ["429", "500", "503", "cut", "half", "hang", "lost"]);
    }),
);

serviceTest(
  "nocodbSource() waits as long as a 429 asks, half a minute where it does not say",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 1);
      const inAnHour = new Date(Date.now() + 100_000).toUTCString();
      const cases: [{ [name: string]: string } | undefined, (ms: number) => boolean][] = [
        [undefined, (ms) => ms === 30_000],
        [{ "retry-after": "7" }, (ms) => ms === 7_000],
        [{ "retry-after": inAnHour }, (ms) => ms > 95_000 && ms <= 100_000],
      ];
      for (const [headers, fits] of cases) {
        await using proxy = startProxy(
          base.url,
          (n) => n === 3 ? { kind: "answer", status: 429, headers, body: THROTTLED } : undefined,
        );
        const context = testContext();
        const open = await sourceOf({ ...base, url: proxy.url }).open(context);
        for await (const _ of open.read());
        const long = context.waited.filter((ms) => ms > 1000);
        assert.ok(long.length === 1 && fits(long[0]), `${JSON.stringify(headers)}: ${context.waited}`);
      }
    }),
);

serviceTest(
  "nocodbSource() ends when a server asks for more than a quarter of an hour, or never stops refusing",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      const answer = (headers?: { [name: string]: string }): Fault => ({
        kind: "answer",
        status: 429,
        headers,
        body: THROTTLED,
      });
      {
        await using proxy = startProxy(base.url, () => answer({ "retry-after": "3600" }));
        await assert.rejects(through(base, proxy.url), /HTTP 429 .*; it asks to wait 3600 s, run again then/);
      }
      await using proxy = startProxy(base.url, () => answer());
      await assert.rejects(
        through(base, proxy.url),
        /Cannot list the bases on http:\/\/127.0.0.1:\d+: it answered HTTP 429/,
      );
      assert.equal(proxy.asked.length, 6);
    }),
);

serviceTest(
  "nocodbSource() asks at most so many times a second, evenly",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 4);
      let now = 1_000_000;
      const at: number[] = [];
      await using proxy = startProxy(base.url, () => void at.push(now));
      const clock = { now: () => now, sleep: (ms: number) => (now += ms, Promise.resolve()) };
      const open = await sourceOf({ ...base, url: proxy.url }, { requestsPerSecond: 4, pageSize: 1 }).open(
        pluginContext({ clock }),
      );
      for await (const _ of open.read());
      const gaps = at.slice(1).map((time, i) => time - at[i]);
      assert.ok(gaps.length > 8 && gaps.every((gap) => gap === 250), `gaps: ${gaps}`);
    }),
);

serviceTest(
  "nocodbSource() loses and repeats nothing when rows are added, edited and deleted between pages",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 20);
      for (const apiVersion of ["v2", "v3"] as const) {
        let done = 0;
        const edit = async (n: number, path: string): Promise<undefined> => {
          if (n < 8 || n % 3 || !path.includes("records")) return;
          done++;
          // Behind the reading, before it, and at its end.
          await base.conversations.edit([{ Id: 1, Title: `edit ${n}` }, { Id: 15, Title: `edit ${n}` }]);
          await base.conversations.add([{ ConversationId: `${apiVersion} ${n}` }]);
          await base.messages.add([{ ConversationId: "c2", MessageId: `${apiVersion} ${n}`, Content: "late" }]);
        };
        await using proxy = startProxy(base.url, edit);
        const first = await through(base, proxy.url, { pageSize: 3, apiVersion, timeoutMs: 20_000 });
        assert.ok(done > 3, "edits were made while pages were read");
        assert.equal(new Set(first.ids).size, first.ids.length, "none comes twice");
        for (let n = 1; n <= 20; n++) assert.ok(first.ids.includes(`c${n}`), `c${n} came`);
        // What was missed for having changed behind the reading is the next reading's.
        const second = await read(sourceOf(base, { apiVersion }), { after: first.bookmark });
        assert.ok(second.ids.includes("c1") && second.ids.includes("c2"));
        const held = new Map([...first.conversations, ...second.conversations].map((one) => [one.id, one]));
        const truth = await read(sourceOf(base, { apiVersion }));
        assert.deepEqual(new Map(truth.conversations.map((one) => [one.id, one])), held);
      }
    }),
);

serviceTest(
  "nocodbSource() goes on behind a server that gives shorter pages than it is asked for",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 9);
      const whole = await read(sourceOf(base));
      for (const apiVersion of ["v2", "v3"] as const) {
        const capped = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
          const url = new URL(request.url);
          for (const name of ["limit", "pageSize"]) {
            if (Number(url.searchParams.get(name)) > 2) url.searchParams.set(name, "2");
          }
          return fetch(base.url + url.pathname + url.search, { headers: { "xc-token": base.token } });
        });
        try {
          const found = await through(base, `http://127.0.0.1:${capped.addr.port}`, { apiVersion, timeoutMs: 20_000 });
          assert.deepEqual(found.conversations, whole.conversations);
        } finally {
          await capped.shutdown();
        }
      }
    }),
);

serviceTest(
  "nocodbSource() gives the token to its own host alone",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      await fill(base, 5);
      await using thief = startProxy(base.url, () => undefined);
      // `next` of v3 names the host that the server thinks it is: the proxy's answers name the server's.
      await using proxy = startProxy(base.url, () => undefined);
      await through(base, proxy.url, { apiVersion: "v3", pageSize: 2, timeoutMs: 20_000 });
      await using moved = startProxy(
        base.url,
        () => ({ kind: "answer", status: 302, headers: { location: `${thief.url}/api` } }),
      );
      await assert.rejects(
        through(base, moved.url),
        (error: Error) =>
          error.message.includes(`it redirects to ${thief.url} (HTTP 302), which is not followed`) &&
          !error.message.includes(base.token),
      );
      assert.deepEqual([thief.asked, [...proxy.tokens]], [[], [base.token]]);
    }),
);
