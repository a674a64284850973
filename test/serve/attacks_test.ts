import assert from "node:assert/strict";
import { chats, ended, get, type Serving, submit, withService } from "./support.ts";

/** One attack: what is sent, and what the answer may begin with. `{port}` stands for the port. */
interface Attack {
  name: string;
  send: string;
  /** Closes its side after sending. */
  close?: boolean;
  /** Statuses that count as refused; none: the connection is closed without a word. */
  statuses: readonly number[];
}

const HEAD = "Host: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n";
const SMUGGLED = "0\r\n\r\nPOST /data-prep/process HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n";

const ATTACKS: readonly Attack[] = [
  {
    name: "both Content-Length and Transfer-Encoding",
    send:
      `POST /data-prep/process HTTP/1.1\r\n${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${SMUGGLED}`,
    statuses: [400],
  },
  {
    name: "two Content-Lengths that differ",
    send: `POST /data-prep/process HTTP/1.1\r\n${HEAD}Content-Length: 5\r\nContent-Length: 2\r\n\r\n[]xyz`,
    statuses: [400],
  },
  {
    name: "a Content-Length with a sign",
    send: `POST /data-prep/process HTTP/1.1\r\n${HEAD}Content-Length: +2\r\n\r\n{}`,
    statuses: [400],
  },
  {
    name: "a Content-Length below zero",
    send: `POST /data-prep/process HTTP/1.1\r\n${HEAD}Content-Length: -1\r\n\r\n[]`,
    statuses: [400],
  },
  {
    name: "a Transfer-Encoding that is not chunked at last",
    send: `POST /data-prep/process HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked, identity\r\n\r\n${SMUGGLED}`,
    statuses: [400, 501],
  },
  {
    name: "a Transfer-Encoding with a blank before the colon",
    send: `POST /data-prep/process HTTP/1.1\r\n${HEAD}Transfer-Encoding : chunked\r\n\r\n${SMUGGLED}`,
    statuses: [400],
  },
  {
    name: "a chunk whose size is no number",
    send: `POST /data-prep/process HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n`,
    statuses: [400],
  },
  {
    name: "a chunk larger than a number can be",
    send:
      `POST /data-prep/process HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n[]\r\n0\r\n\r\n`,
    statuses: [400],
  },
  {
    name: "a chunk with endless extensions",
    send: `POST /data-prep/process HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n2;${"a".repeat(100_000)}`,
    close: true,
    statuses: [400],
  },
  {
    name: "headers of 600 kB",
    send: `GET /data-prep/jobs HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Long: ${"x".repeat(600_000)}\r\n\r\n`,
    statuses: [400, 431],
  },
  {
    name: "a thousand headers",
    send: `GET /data-prep/jobs HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n${"X-Many: 12345678901234\r\n".repeat(1000)}\r\n`,
    statuses: [400, 431],
  },
  { name: "no Host", send: "GET /data-prep/jobs HTTP/1.1\r\n\r\n", statuses: [400] },
  {
    name: "the Host of a rebound name",
    send: "GET /data-prep/jobs HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n",
    statuses: [403],
  },
  {
    name: "two Hosts",
    send: "GET /data-prep/jobs HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n\r\n",
    statuses: [400, 403],
  },
  {
    name: "another host in the absolute form",
    send: "GET http://evil.example/data-prep/jobs HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    statuses: [400, 403],
  },
  {
    name: "another port of the same host",
    send: "GET /data-prep/jobs HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n",
    statuses: [403],
  },
  {
    name: "CONNECT",
    send: "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    statuses: [400, 403, 404, 405],
  },
  {
    name: "a header folded over two lines",
    send: "GET /data-prep/jobs HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-A: b\r\n c\r\n\r\n",
    statuses: [400],
  },
  {
    name: "a NUL in a header",
    send: "GET /data-prep/jobs HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-A: b\0c\r\n\r\n",
    statuses: [400],
  },
  { name: "a line that is no request", send: "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03hello\r\n\r\n", statuses: [400] },
  {
    name: "a body that breaks off",
    send: `POST /data-prep/process HTTP/1.1\r\n${HEAD}Content-Length: 1000\r\n\r\n[{"name":`,
    close: true,
    statuses: [400],
  },
  {
    name: "a body that breaks off between chunks",
    send: `POST /data-prep/process HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n`,
    close: true,
    statuses: [400],
  },
  {
    name: "an upgrade to HTTP/2",
    send: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
    close: true,
    statuses: [400],
  },
  {
    name: "a path that leads out",
    send: "GET /../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    statuses: [404],
  },
];

/** All that comes back within a moment; "" where the connection closes without an answer. */
async function answerTo({ port }: Serving, { send, close }: Attack): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const bytes = Uint8Array.from(send.replaceAll("{port}", String(port)), (char) => char.charCodeAt(0));
  try {
    for (let done = 0; done < bytes.length;) done += await connection.write(bytes.subarray(done));
    if (close) await connection.closeWrite();
    const buffer = new Uint8Array(65_536);
    const count = await connection.read(buffer);
    return new TextDecoder().decode(buffer.subarray(0, count ?? 0));
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe) return "";
    throw error;
  }
}

Deno.test("attacks on the raw connection are refused, and the service goes on", async (test) => {
  await withService(async (service, folder) => {
    const running = await submit(service, chats(20_000), "?me=user7");
    for (const attack of ATTACKS) {
      await test.step(attack.name, async () => {
        const answer = await answerTo(service, attack);
        const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
        // A connection that is closed without a word is a refusal, too.
        if (status !== 0) assert.ok(attack.statuses.includes(status), answer.slice(0, 300));
        assert.equal((answer.match(/^HTTP\/1\.1 /gm) ?? []).length <= 1, true, "one answer at most");
        assert.deepEqual(Object.keys(await get<object>(service, "/data-prep/jobs")), [running], "no job was made");
      });
    }
    assert.deepEqual([...Deno.readDirSync(`${folder}/data/incoming`)], []);
    assert.equal((await ended(service, running)).status, "COMPLETED");
  });
});

Deno.test("clients that send nothing more, or leave, keep nobody else from being answered", async () => {
  await withService(async (service) => {
    const idle: Deno.Conn[] = [];
    const encoder = new TextEncoder();
    for (let i = 0; i < 200; i++) {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port: service.port });
      const head = `POST /data-prep/process HTTP/1.1\r\n${HEAD}Content-Length: 100\r\n\r\n[`;
      await connection.write(encoder.encode(i % 2 ? head.replace("{port}", String(service.port)) : "GET / HTTP"));
      idle.push(connection);
    }
    const info = await ended(service, await submit(service, chats(50), "?me=user7"));
    assert.equal(info.status, "COMPLETED");
    for (const connection of idle) connection.close();
    const watched = await submit(service, chats(20_000), "?me=user7");
    for (let i = 0; i < 20; i++) {
      const leaving = new AbortController();
      const response = await fetch(`${service.url}/jobs/${watched}/events`, { signal: leaving.signal });
      leaving.abort();
      await response.body?.cancel().catch(() => undefined);
    }
    assert.equal((await ended(service, watched)).status, "COMPLETED");
  });
});
