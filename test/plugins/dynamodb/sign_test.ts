/** Signatures, beside those of AWS's own documents and test suite. */
import assert from "node:assert/strict";
import { openSigner } from "../../../plugins/dynamodb/sign.ts";

const WHO = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const AT = Date.UTC(2015, 7, 30, 12, 36, 0, 999);
const REQUEST = {
  url: new URL("https://example.amazonaws.com/"),
  service: "service",
  region: "us-east-1",
  headers: {},
  body: new Uint8Array(),
  at: AT,
};

Deno.test("a POST without a body has the signature of AWS's test suite (post-vanilla)", () => {
  assert.deepEqual(openSigner()(REQUEST, WHO), {
    "x-amz-date": "20150830T123600Z",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, " +
      "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
  });
});

Deno.test("a POST with a form has the signature of AWS's test suite (post-x-www-form-urlencoded)", () => {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const signed = openSigner()({ ...REQUEST, headers, body: new TextEncoder().encode("Param1=value1") }, WHO);
  assert.match(signed.authorization, /SignedHeaders=content-type;host;x-amz-date, /);
  assert.match(signed.authorization, /Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a$/);
});

Deno.test("a session's token is signed, and a signer follows day, region and secret", () => {
  const sign = openSigner();
  const own = (request: typeof REQUEST, who: Parameters<typeof sign>[1]) => sign(request, who).authorization;
  const first = own(REQUEST, WHO);
  const token = sign(REQUEST, { ...WHO, sessionToken: "a token" });
  assert.equal(token["x-amz-security-token"], "a token");
  assert.match(token.authorization, /SignedHeaders=host;x-amz-date;x-amz-security-token/);
  const others = [
    own({ ...REQUEST, at: AT + 86_400_000 }, WHO),
    own({ ...REQUEST, region: "eu-central-1" }, WHO),
    own(REQUEST, { ...WHO, secretAccessKey: "another" }),
  ];
  assert.equal(new Set([first, token.authorization, ...others]).size, 5);
  assert.equal(own(REQUEST, WHO), first);
});
