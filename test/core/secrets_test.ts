/** Secrets do not come through in any of the forms in which services repeat them. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { hiding, withoutPasswords } from "../../core/secrets.ts";

const SECRET = 'sk-Canary/7+ü"x';

Deno.test("a secret is masked as it is, URL-encoded, in Base64, Base64url and JSON", () => {
  const hide = hiding([SECRET, undefined]);
  const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");
  const forms = [
    SECRET,
    encodeURIComponent(SECRET),
    base64(SECRET),
    base64(SECRET).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""),
    JSON.stringify({ key: SECRET }),
    base64(`user:${SECRET}`),
    base64(`ab:${SECRET}@`),
    base64(`abc:${SECRET}@host`),
  ];
  for (const form of forms) {
    const said = hide(`Incorrect key ${form} given`);
    assert.ok(said.includes("***"), form);
    for (let i = 0; i + 10 <= SECRET.length; i++) assert.ok(!said.includes(SECRET.slice(i, i + 10)), said);
    const decoded = Buffer.from(said.match(/[A-Za-z0-9+/_-]{12,}/)?.[0] ?? "", "base64").toString("utf8");
    assert.ok(!decoded.includes("Canary"), said);
  }
});

Deno.test("texts without a secret stay as they are, and no secret hides everything", () => {
  assert.equal(hiding([SECRET])("a plain message"), "a plain message");
  assert.equal(hiding(["", "a"])("a b c"), "a b c");
});

Deno.test("users and passwords go from addresses, whatever characters they are of, and the rest stays", () => {
  for (const user of ["me:Canary", "me:C@n@ry", "Canary", ":Canary", 'me:Can"ary', "me:Can%2Fary"]) {
    assert.equal(withoutPasswords(`at https://${user}@host:8080/v1?a=b@c.`), "at https://***@host:8080/v1?a=b@c.");
  }
  const plain = "https://host/a@b and http://other?c@d, me@example.org";
  assert.equal(withoutPasswords(plain), plain);
});
