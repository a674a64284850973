/** Paths in S3, and what they take. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { isRemote, parseRemote, placePermissions, readPermissions, S3_VARIABLES } from "../../core/remote_path.ts";

Deno.test("a path in S3 is bucket and key, also after it was joined with others", () => {
  assert.deepEqual(parseRemote("s3://bucket/a/b c+%41.jsonl"), { bucket: "bucket", key: "a/b c+%41.jsonl" });
  assert.deepEqual(parseRemote(join("s3://bucket/a", "x.json")), { bucket: "bucket", key: "a/x.json" });
  assert.deepEqual(parseRemote("s3:\\bucket\\a\\x.json"), { bucket: "bucket", key: "a/x.json" });
  assert.deepEqual(parseRemote("s3://bucket"), { bucket: "bucket", key: "" });
  assert.deepEqual(parseRemote("s3://bucket/folder/"), { bucket: "bucket", key: "folder" });
  for (const local of ["s3", "s3:x", "a/s3://b/c", "S3://b", "./s3:/x"]) assert.equal(isRemote(local), false, local);
});

Deno.test("a path that cannot be asked for is refused", () => {
  for (const path of ["s3://", "s3:///key", "s3://a b/key", "s3://x/key", "s3://-b-/k"]) {
    assert.throws(() => parseRemote(path), /names no bucket, expected s3:\/\/bucket\/key/, path);
  }
  for (const path of ["s3://bucket/./a", "s3://bucket/a/../b", "s3://bucket/.."]) {
    assert.throws(() => parseRemote(path), /a "\." or "\.\." between slashes/, path);
  }
  assert.throws(() => parseRemote(`s3://bucket/${"é".repeat(513)}`), /at most 1024 bytes/);
  assert.throws(() => parseRemote("s3://bucket/\ud800"), /1024 bytes of UTF-8/);
});

Deno.test("places in S3 take AWS's host and variables in the place of a folder", () => {
  assert.deepEqual(placePermissions("out", "out"), { read: ["out"], write: ["out"] });
  const remote = { net: ["*.amazonaws.com"], env: [...S3_VARIABLES] };
  assert.deepEqual(placePermissions("s3://bucket/x"), remote);
  assert.deepEqual(readPermissions("in.csv", "s3://bucket/x"), { read: ["in.csv"], ...remote });
});
