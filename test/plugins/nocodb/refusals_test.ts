/** What a server may answer instead of rows, each shape of it; a server made for it, since the real one gives few of them. */
import assert from "node:assert/strict";
import { serviceTest } from "../../support/services.ts";
import { pluginContext } from "../../support/plugin_context.ts";
import { describe, transience } from "../../../core/errors.ts";
import { nocodbSource } from "../../../plugins/nocodb/mod.ts";
import { inBase, read, sourceOf } from "./support.ts";

const TOKEN = "nc_pat_canary0123456789";
const INSIDE = /usr|node_modules|select|innerError|stack|SQLITE/;

/** What a reading fails with when everything is answered like this. */
async function failure(status: number, body: string, headers: { [name: string]: string } = {}): Promise<Error> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(status === 204 ? null : body, { status, headers }),
  );
  const lines: string[] = [];
  const log = { debug: line, info: line, warn: line };
  function line(text: string): void {
    lines.push(text);
  }
  const source = nocodbSource({
    baseUrl: `http://127.0.0.1:${server.addr.port}`,
    token: TOKEN,
    base: "chats",
    requestsPerSecond: 10_000,
  });
  try {
    const error = await source.open(pluginContext({ log })).then(() => undefined, (error) => error);
    assert.ok(error instanceof Error, `${status} ${body} is an error`);
    const told = [describe(error), ...lines].join("\n");
    assert.ok(!told.includes(TOKEN), "the token is told");
    assert.doesNotMatch(told, INSIDE, "the server's inside is told");
    return error;
  } finally {
    await server.shutdown();
  }
}

const SHAPES: [name: string, status: number, body: string, message: RegExp, again: boolean][] = [
  [
    "a wrong token",
    401,
    `{"error":"ERR_AUTHENTICATION_REQUIRED","message":"Authentication required - Invalid token"}`,
    /answered HTTP 401, ERR_AUTHENTICATION_REQUIRED "Authentication required - Invalid token"; expected an API token of this server/,
    false,
  ],
  [
    "what the token's owner may not do",
    403,
    `{"error":"ERR_FORBIDDEN","message":"Forbidden"}`,
    /HTTP 403, ERR_FORBIDDEN "Forbidden"; the token's owner/,
    false,
  ],
  [
    "a mistake told as msg",
    422,
    `{"msg":"Column alias 'Nope' not found."}`,
    /HTTP 422 "Column alias 'Nope' not found\."$/,
    false,
  ],
  [
    "a mistake with a code",
    422,
    `{"error":"ERR_INVALID_FILTER","message":"Invalid filter"}`,
    /HTTP 422, ERR_INVALID_FILTER "Invalid filter"$/,
    false,
  ],
  [
    "a mistake that tells a query",
    400,
    `{"error":"ERR_DATABASE_OP_FAILED","message":"select * from users - SQLITE_ERROR"}`,
    /HTTP 400, ERR_DATABASE_OP_FAILED$/,
    false,
  ],
  ["a mistake that repeats the token", 400, `{"msg":"bad ${TOKEN}"}`, /HTTP 400 "bad \*\*\*"$/, false],
  ["an address that is too long", 431, "", /HTTP 431; expected a smaller page/, false],
  [
    "a crash with its stack",
    500,
    `{"message":"boom at /usr/src/app.js","innerError":{"stack":"Error: boom\\n at x (/usr/y.js)"}}`,
    /answered HTTP 500$/,
    true,
  ],
  [
    "a crash with a code",
    500,
    `{"error":"ERR_INTERNAL_SERVER","message":"stack in node_modules"}`,
    /answered HTTP 500, ERR_INTERNAL_SERVER$/,
    true,
  ],
  ["a proxy's page", 502, "<html><body>Bad gateway /usr/nginx</body></html>", /answered HTTP 502$/, true],
  [
    "too many requests",
    429,
    `{"message":"ThrottlerException: Too Many Requests"}`,
    /HTTP 429 "ThrottlerException: Too Many Requests"; expected fewer requests/,
    true,
  ],
  ["a page in the place of JSON", 200, "<html>Log in</html>", /the answer is no JSON, or was cut short/, true],
  ["JSON that is no object", 200, "[]", /the answer is no JSON object; is this a NocoDB server\?/, false],
  ["an object without a list", 200, `{"hello":1}`, /the answer holds no list; is this a NocoDB server\?/, false],
  ["an empty list", 200, `{"list":[]}`, /Cannot find base "chats" on .*: there are none/, false],
  ["an answer without content", 204, "", /answered HTTP 204/, false],
];

for (const [name, status, body, message, again] of SHAPES) {
  Deno.test(`nocodbSource() says what is wrong, and nothing of the server's inside: ${name}`, async () => {
    const error = await failure(status, body);
    assert.match(error.message, message);
    assert.equal(transience(error) !== undefined, again);
  });
}

Deno.test("nocodbSource() says that nobody answers, without the address of the request", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const source = nocodbSource({
    baseUrl: `http://127.0.0.1:${port}/`,
    token: TOKEN,
    base: "b",
    requestsPerSecond: 10_000,
  });
  const error = await source.open(pluginContext()).then(() => undefined, (error) => error);
  assert.match(
    describe(error),
    new RegExp(`^Cannot list the bases on http://127.0.0.1:${port}: the connection failed \\(.*refused`, "i"),
  );
  assert.doesNotMatch(describe(error), /api\/v2/);
});

Deno.test("nocodbSource() stops at once when the run is aborted, also while it waits", async () => {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => new Response("", { status: 503 }));
  const stop = new AbortController();
  const clock = {
    now: () => 0,
    sleep: (_: number, signal?: AbortSignal) =>
      new Promise<void>((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        stop.abort(new Error("stopped"));
      }),
  };
  const source = nocodbSource({ baseUrl: `http://127.0.0.1:${server.addr.port}`, token: TOKEN, base: "b" });
  await assert.rejects(source.open(pluginContext({ clock, signal: stop.signal })), /stopped/);
  await server.shutdown();
});

Deno.test("nocodbSource() says all that is wrong with its options before anything is asked", () => {
  const good = { baseUrl: "http://localhost:8080", token: TOKEN, base: "b" };
  const fails = (options: object, message: RegExp) =>
    assert.throws(
      () => nocodbSource({ ...good, ...options }),
      (error: Error) => error instanceof TypeError && message.test(error.message) && !error.message.includes(TOKEN),
    );
  fails({ baseUrl: "localhost:8080" }, /baseUrl: expected an address such as http:\/\/localhost:8080/);
  fails({ baseUrl: "http://u:p@localhost" }, /baseUrl: expected an address .* without user or password/);
  fails({ token: "a b" }, /token: expected a token, without spaces/);
  fails({ startDate: "2025-02-30", pageSize: 0 }, /startDate: expected a day, YYYY-MM-DD; pageSize: /);
  fails({ startDate: "2025-02-03", endDate: "2025-02-02" }, /startDate: startDate lies after endDate/);
  fails({ fields: { contnt: "x" } }, /fields: /);
});

Deno.test("nocodbSource() takes v3 where there is no v2, and a base by its id where no bases are listed", async () => {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    if (pathname.startsWith("/api/v2/")) return Response.json({ msg: `Cannot GET ${pathname}` }, { status: 404 });
    if (pathname.endsWith("/bases")) return Response.json({ error: "ERR_FORBIDDEN" }, { status: 403 });
    return Response.json({ list: [] });
  });
  const baseUrl = `http://127.0.0.1:${server.addr.port}`;
  const source = nocodbSource({ baseUrl, token: TOKEN, base: "p0123456789abcd", requestsPerSecond: 10_000 });
  await assert.rejects(source.open(pluginContext()), /Cannot find table "conversations" on .*: there are none/);
  assert.equal(asked.at(-1), "/api/v3/meta/bases/p0123456789abcd/tables");
  await server.shutdown();
});

serviceTest(
  "nocodbSource() is refused by the real server with a wrong token",
  "nocodb",
  (server) =>
    inBase(server, async (base) => {
      for (const apiVersion of ["v2", "v3"] as const) {
        await assert.rejects(
          read(sourceOf(base, { token: "wrong", apiVersion })),
          /Cannot list the bases on http:.*: it answered HTTP 401, ERR_AUTHENTICATION_REQUIRED "Authentication required - Invalid token"; expected an API token/,
        );
      }
    }),
);
