/**
 * Speaks HTTP/2 for `grpc_server.ts`, in a process of Node.js: an HTTP/2 server in Deno 2.9 ends the whole process
 * (SIGSEGV, SIGABRT in nghttp2) now and then when its clients break calls off.
 *
 * `node grpc_front.mjs <port>`: prints the port it listens on, hands each call to `http://127.0.0.1:<port>` as a POST
 * of its message in its frame, and does what the answer's `x-do` says. Ends when its standard input does.
 */
import { Buffer } from "node:buffer";
import { constants, createServer } from "node:http2";
import { request } from "node:http";
import process from "node:process";

const back = Number(process.argv[2]);
const HEAD = { ":status": 200, "content-type": "application/grpc" };

/** What may be done to a call, by name. */
const DEEDS = {
  answer(stream, { frame }) {
    stream.respond(HEAD, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(frame);
  },
  refuse(stream, { status, said }) {
    stream.respond({ ...HEAD, "grpc-status": status, "grpc-message": said }, { endStream: true });
  },
  "refuse late"(stream, { status, said }) {
    stream.respond(HEAD, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": status, "grpc-message": said }));
    stream.end();
  },
  "refuse as HTTP": (stream, { status }) => stream.respond({ ":status": Number(status) }, { endStream: true }),
  hang() {},
  "drop call": (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  "drop connection": (stream) => stream.session?.destroy(),
  // The server takes its leave, and says that it has not begun with any call of the connection.
  leave: (stream) => stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 0),
  "cut, then end": (stream, { frame }) => half(stream, frame).end(),
  "cut, then drop call": (stream, { frame }) => half(stream, frame, () => stream.close(constants.NGHTTP2_CANCEL)),
  "cut, then drop connection": (stream, { frame }) => half(stream, frame, () => stream.session?.destroy()),
};

function half(stream, frame, then) {
  stream.respond(HEAD);
  stream.write(frame.subarray(0, frame.length >> 1), then);
  return stream;
}

const server = createServer();
server.on("session", (session) => session.on("error", () => undefined));
server.on("stream", (stream, headers) => {
  // A client that has gone meanwhile is no failure: it may have waited long enough.
  stream.on("error", () => stream.destroy());
  const chunks = [];
  stream.on("data", (chunk) => chunks.push(chunk));
  stream.on("end", () => {
    const frame = Buffer.concat(chunks);
    // A call that was broken off before its message was there ends as well.
    if (!stream.aborted && !stream.destroyed && frame.length > 0) pass(stream, headers[":path"], frame);
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();

function pass(stream, path, frame) {
  const asked = request({ host: "127.0.0.1", port: back, path, method: "POST" }, (answer) => {
    const chunks = [];
    answer.on("data", (chunk) => chunks.push(chunk));
    answer.on("end", () => {
      const { "x-do": deed, "x-status": status, "x-said": said } = answer.headers;
      if (stream.destroyed || stream.closed) return;
      DEEDS[deed](stream, { frame: Buffer.concat(chunks), status, said });
    });
  });
  asked.on("error", () => stream.destroy());
  asked.end(frame);
}
