/** Files in S3, against a real server. */
import assert from "node:assert/strict";
import { identify } from "../../../core/hashed_file.ts";
import { denoHost } from "../../../host/deno.ts";
import { s3Files } from "../../../plugins/s3/files.ts";
import { faultsBySeed, faultServer } from "../../support/http_faults.ts";
import { serviceTest } from "../../support/services.ts";
import { bytes, freshBucket, write } from "./support.ts";

const ODD_KEYS = [
  "plain.jsonl",
  "a folder/with spaces.txt",
  "a+b=c&d.txt",
  "100%/%41%2F.txt",
  "tëst/日本語/🧵.txt",
  "quotes'\"()!*~.txt",
  "semi;colon:at@comma,$.txt",
  "hash#question?.txt",
  "back\\slash|pipe^`{}[]<>.txt",
  "double//slash.txt",
];

serviceTest("a file in S3 comes back byte for byte, whatever its key", "s3", async (server) => {
  const { files, bucket } = await freshBucket(server);
  // The server keeps objects in folders of a disk, which knows no empty name.
  for (const key of ODD_KEYS.filter((key) => !key.includes("//"))) {
    const path = `s3://${bucket}/${key}`;
    const data = bytes(1000, key.length);
    await write(files, path, data, 300);
    assert.deepEqual(await files.read(path), data, key);
    assert.equal((await files.stat(path))?.size, 1000);
    assert.equal(await files.remove(path), true);
    assert.equal(await files.remove(path), false);
    assert.equal(await files.read(path), undefined);
  }
});

serviceTest(
  "a large file goes in parts, is read at any place, and is not sent again when it is the same",
  "s3",
  async (server) => {
    const { files, bucket, plain } = await freshBucket(server);
    const proxy = await faultServer(server.url, () => undefined);
    try {
      const through = await freshBucket(server, proxy.url);
      const path = `s3://${through.bucket}/parts/large.bin`;
      const data = bytes(20_000_000);
      await write(through.files, path, data);
      assert.equal(proxy.seen.filter(({ url }) => url.includes("partNumber=")).length, 3);

      const identity = await through.files.identity?.(path);
      const open = await through.files.open(path);
      const copy = new Uint8Array(data.length);
      for (let at = 0; at < copy.length;) at += await open.read(copy.subarray(at, at + 700_001), at);
      assert.deepEqual(copy, data);
      assert.equal(await open.read(new Uint8Array(10), data.length), 0);
      const tail = new Uint8Array(5);
      assert.equal(open.readSync(tail, data.length - 3), 3);
      assert.deepEqual(tail.subarray(0, 3), data.subarray(-3));
      open.close();

      // Read without what was stored beside it, the hash is the same.
      const { identity: _, ...others } = through.files;
      assert.deepEqual(await identify(others, path), identity);

      proxy.seen.length = 0;
      await write(through.files, path, data);
      assert.deepEqual(proxy.seen.map(({ method }) => method), ["HEAD"]);
    } finally {
      await proxy.close();
    }
    assert.deepEqual(await plain.uploads("parts/large.bin"), []);
    assert.equal(await files.stat(`s3://${bucket}/none`), undefined);
  },
);

serviceTest("a file that reads like an error of S3 is a file", "s3", async (server) => {
  const { files, bucket } = await freshBucket(server);
  const text = "<Error><Code>InternalError</Code><Message>just text</Message></Error>";
  await files.write(`s3://${bucket}/error.xml`, text);
  assert.equal(new TextDecoder().decode(await files.read(`s3://${bucket}/error.xml`)), text);
});

serviceTest("an object that changes while it is read is an error", "s3", async (server) => {
  let change: (() => Promise<unknown>) | undefined;
  const proxy = await faultServer(server.url, async ({ method }, number) => {
    // HEAD, the first piece, and before the second the change.
    if (method === "GET" && number === 2) await change?.();
    return undefined;
  });
  try {
    const { files, bucket, plain } = await freshBucket(server, proxy.url);
    const path = `s3://${bucket}/moving.bin`;
    await assert.rejects(files.open(path), /Cannot open "s3:.*": there is no such object/);
    await plain.put("moving.bin", bytes(18_000_000));
    proxy.seen.length = 0;
    change = () => plain.put("moving.bin", bytes(18_000_000, 2));
    await assert.rejects(files.open(path), /Cannot read "s3:.*": it was changed meanwhile, run it again/);
  } finally {
    await proxy.close();
  }
});

serviceTest("a file appears when it is committed, and one given up leaves nothing", "s3", async (server) => {
  const { files, bucket, plain } = await freshBucket(server);
  const path = `s3://${bucket}/late.bin`;
  for (const size of [100, 9_000_000]) {
    const writer = await files.create(path);
    await writer.write(bytes(size));
    assert.equal(await files.stat(path), undefined);
    await writer.abort();
    await assert.rejects(writer.write(bytes(1)), TypeError);
    assert.equal(await files.stat(path), undefined);
  }
  assert.deepEqual(await plain.uploads("late.bin"), []);
});

serviceTest("an upload that cannot be ended is given up, and what was there stays", "s3", async (server) => {
  let stopped = false;
  const proxy = await faultServer(
    server.url,
    ({ url }) => stopped && url.includes("partNumber=2") ? "busy" : undefined,
  );
  try {
    const { files, bucket, plain } = await freshBucket(server, proxy.url);
    const path = `s3://${bucket}/kept.bin`;
    await write(files, path, bytes(100, 1));
    stopped = true;
    await assert.rejects(write(files, path, bytes(20_000_000, 2)), (error: Error) => {
      assert.match(
        error.message,
        /^Cannot write "s3:\/\/test-.*\/kept\.bin": the service answers 503 SlowDown \(Reduce/,
      );
      return true;
    });
    assert.deepEqual(await files.read(path), bytes(100, 1));
    assert.deepEqual(await plain.uploads("kept.bin"), []);
  } finally {
    await proxy.close();
  }
});

serviceTest("folders are listed as on a disk, in order, however many names they hold", "s3", async (server) => {
  const { files, bucket } = await freshBucket(server);
  const names = ["b&<c>.txt", "a b.txt", "é.txt", "sub/one.txt", "sub/two.txt", "sub2/x.txt"];
  for (const name of names) await files.write(`s3://${bucket}/top/${name}`, name);
  assert.deepEqual(await files.list(`s3://${bucket}/top`), [
    { name: "a b.txt", kind: "file" },
    { name: "b&<c>.txt", kind: "file" },
    { name: "sub", kind: "folder" },
    { name: "sub2", kind: "folder" },
    { name: "é.txt", kind: "file" },
  ]);
  assert.equal((await files.stat(`s3://${bucket}/top/sub`))?.kind, "folder");
  assert.equal((await files.stat(`s3://${bucket}`))?.kind, "folder");
  assert.deepEqual(await files.list(`s3://${bucket}/none`), []);
  await Promise.all(Array.from({ length: 1005 }, (_, i) => files.write(`s3://${bucket}/many/${i}`, "")));
  assert.equal((await files.list(`s3://${bucket}/many`)).length, 1005);
});

serviceTest("busy servers, lost answers and cut bodies cost time and nothing else", "s3", async (server) => {
  let faults = 0;
  for (let seed = 1; seed <= 25; seed++) {
    const proxy = await faultServer(server.url, faultsBySeed(seed, 0.25));
    try {
      const { files, bucket, plain } = await freshBucket(server, proxy.url);
      const small = bytes(5_000, seed);
      const large = bytes(seed % 8 === 0 ? 9_000_000 : 40_000, seed);
      await write(files, `s3://${bucket}/small`, small);
      await write(files, `s3://${bucket}/large`, large);
      assert.deepEqual(await files.read(`s3://${bucket}/small`), small);
      assert.deepEqual(await files.read(`s3://${bucket}/large`), large);
      assert.equal((await files.list(`s3://${bucket}`)).length, 2);
      assert.deepEqual(await plain.uploads("large"), [], `seed ${seed}`);
      faults += proxy.seen.filter(({ fault }) => fault).length;
    } finally {
      await proxy.close();
    }
  }
  assert.ok(faults > 30, `${faults} faults`);
});

serviceTest("what goes wrong is said without a secret", "s3", async (server) => {
  const { bucket, environment } = await freshBucket(server);
  const { clock, random, files: { scratch } } = denoHost();
  const refused = async (change: Record<string, string>, path: string, expected: RegExp): Promise<void> => {
    const variables: Record<string, string> = { ...environment, ...change };
    const files = s3Files({ clock, random, scratch, environment: (name) => variables[name] });
    await assert.rejects(files.read(path), (error: Error) => {
      assert.match(error.message, expected);
      const all = `${error.message} ${error.stack} ${JSON.stringify(error)} ${error.cause}`;
      for (const secret of [variables.AWS_SECRET_ACCESS_KEY, "c4nary"]) {
        if (secret) assert.ok(!all.includes(secret), all);
      }
      return true;
    });
  };
  const path = `s3://${bucket}/x`;
  await refused(
    { AWS_SECRET_ACCESS_KEY: "c4nary/wrong+secret" },
    path,
    /403 SignatureDoesNotMatch.*set AWS_ACCESS_KEY_ID/,
  );
  await refused({ AWS_ACCESS_KEY_ID: "c4naryNobody" }, path, /403 InvalidAccessKeyId/);
  await refused(
    { AWS_SECRET_ACCESS_KEY: "" },
    path,
    /Cannot reach S3: no secret key is given, set AWS_ACCESS_KEY_ID and/,
  );
  await refused({ AWS_ENDPOINT_URL: "http://u:c4nary@h" }, path, /the endpoint is no plain address/);
  await refused({}, "s3://no-such-bucket-here/x", /there is no bucket "no-such-bucket-here", make it first/);
  await refused({}, `s3://${bucket}/a/../b`, /a "\." or "\.\." between slashes/);
  await refused({}, "s3://x", /it names no bucket, expected s3:\/\/bucket\/key/);
  await refused({}, `s3://${bucket}/`, /it names a folder, expected s3:\/\/bucket\/key/);
});
