/** Where S3 is asked, and what its answers mean: what no server on this machine shows. */
import assert from "node:assert/strict";
import { transience } from "../../../core/errors.ts";
import { errorOf, faultOf, unescapeXml } from "../../../plugins/s3/answer.ts";
import { addressOfObject, settingsOf } from "../../../plugins/s3/connection.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };

function settings(variables: Record<string, string>, given = {}) {
  const all: Record<string, string> = { ...KEYS, ...variables };
  return settingsOf(given, (name) => all[name]);
}

function xml(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

Deno.test("at AWS the bucket stands in the host's name, at an endpoint in the path", () => {
  const aws = settings({ AWS_REGION: "eu-west-1" });
  assert.equal(addressOfObject(aws, "chats", "a/b.txt"), "https://chats.s3.eu-west-1.amazonaws.com/a/b.txt");
  assert.equal(addressOfObject(aws, "my.chats", "x"), "https://s3.eu-west-1.amazonaws.com/my.chats/x");
  assert.equal(
    addressOfObject(settings({ AWS_DEFAULT_REGION: "cn-north-1" }), "c", ""),
    "https://c.s3.cn-north-1.amazonaws.com.cn/",
  );
  const own = settings({ AWS_ENDPOINT_URL: "http://no", AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9000/s3/" });
  assert.equal(addressOfObject(own, "chats", "a"), "http://127.0.0.1:9000/s3/chats/a");
  assert.equal(addressOfObject({ ...own, pathStyle: false }, "chats", "a"), "http://chats.127.0.0.1:9000/s3/a");
  assert.equal(settings({}, { endpoint: "https://x", pathStyle: false }).pathStyle, false);
});

Deno.test("a key goes on its way with every odd character encoded, and its slashes kept", () => {
  const address = addressOfObject(settings({}), "bucket", "a b/c+d%41/é!'()*~?#&=\\");
  assert.equal(new URL(address).pathname, "/a%20b/c%2Bd%2541/%C3%A9%21%27%28%29%2A~%3F%23%26%3D%5C");
});

Deno.test("keys that are given go before variables, and bring no other's token along", () => {
  const variables = { AWS_SESSION_TOKEN: "theirs" };
  assert.equal(settings(variables).sessionToken, "theirs");
  const own = settings(variables, { accessKeyId: "c", secretAccessKey: "d" });
  assert.deepEqual([own.accessKeyId, own.secretAccessKey, own.sessionToken], ["c", "d", undefined]);
  assert.throws(() => settings({}, { accessKeyId: "c" }), /no secret key is given/);
  assert.equal(settings({}).region, "us-east-1");
});

Deno.test("an answer that begins with 200 and ends as an error is one", () => {
  const bytes = xml("<?xml version='1.0'?>\n<Error><Code>InternalError</Code><Message>We &amp; you</Message></Error>");
  assert.deepEqual(faultOf({ status: 200, bytes }), { code: "InternalError", message: "We & you" });
  assert.equal(faultOf({ status: 200, bytes: xml("<CompleteMultipartUploadResult/>") }), undefined);
  assert.equal(faultOf({ status: 304, bytes: xml("") }), undefined);
  assert.equal(faultOf({ status: 301, bytes: xml("") })?.code, "301");
});

Deno.test("an error says what to do, and whether waiting helps", () => {
  const headers = new Headers({ "x-amz-bucket-region": "eu-west-1" });
  const moved = errorOf('read "s3://b/k"', { status: 301, headers }, { code: "PermanentRedirect", message: "Moved" });
  assert.equal(
    moved.message,
    'Cannot read "s3://b/k": the service answers 301 PermanentRedirect (Moved), set AWS_REGION to the bucket\'s region (eu-west-1)',
  );
  assert.equal(transience(moved), undefined);
  const none = new Headers();
  // HEAD has no body, so no code.
  const { message } = errorOf("look", { status: 403, headers: none }, { code: "403", message: "" });
  assert.equal(message, "Cannot look: the service answers 403, these keys may not do that");
  assert.ok(transience(errorOf("x", { status: 503, headers: none }, { code: "SlowDown", message: "" })));
  assert.ok(transience(errorOf("x", { status: 400, headers: none }, { code: "RequestTimeout", message: "" })));
  const hostile = errorOf("x", { status: 400, headers: none }, { code: "X", message: `\x1b[31m${"a".repeat(999)}` });
  assert.ok(hostile.message.length < 300 && !hostile.message.includes("\x1b"));
});

Deno.test("text of XML is read as it is meant", () => {
  assert.equal(
    unescapeXml("a&amp;b&lt;c&gt;&quot;&apos;&#233;&#x1F9F5;&nope;&#x110000;"),
    "a&b<c>\"'é🧵&nope;&#x110000;",
  );
});
