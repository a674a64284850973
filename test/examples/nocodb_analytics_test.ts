/** The example that does what `threadloom collect` does, on the real servers. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { denoHost } from "../../host/deno.ts";
import { seed } from "../cli/collect/support.ts";
import { contentsOf, inDatabase } from "../plugins/mongodb/support.ts";
import { inBase } from "../plugins/nocodb/support.ts";
import { query } from "../plugins/parquet/support.ts";
import { freshBucket } from "../plugins/s3/support.ts";
import { inFolder } from "../support/plugin_context.ts";
import { serviceTest } from "../support/services.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/nocodb_analytics.ts", import.meta.url));

serviceTest(
  "nocodb_analytics.ts fills MongoDB, Parquet and pages, here and in S3, and writes nothing the second time",
  [
    "nocodb",
    "mongodb",
    "s3",
  ],
  ([noco, mongo, s3]) =>
    inBase(noco, (base) =>
      inDatabase(mongo, (uri, database) =>
        inFolder(async (folder) => {
          seed(base, { conversations: 12, messages: 48, days: 4 });
          const { bucket } = await freshBucket(s3);
          const prefix = `example-${crypto.randomUUID().slice(0, 8)}`;
          const variables: { [name: string]: string } = {
            OUT: folder,
            NOCODB_BASE_URL: base.url,
            NOCODB_API_TOKEN: base.token,
            NOCODB_PROJECT_ID: base.title,
            MONGODB_URI: uri,
            MONGODB_DATABASE: database,
            S3_BUCKET: bucket,
            S3_PREFIX: prefix,
            AWS_ENDPOINT_URL_S3: s3.url,
            AWS_ACCESS_KEY_ID: String(s3.accessKeyId),
            AWS_SECRET_ACCESS_KEY: String(s3.secretAccessKey),
            AWS_REGION: String(s3.region),
          };
          const example = async () => {
            const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
              args: ["run", "-q", "-A", "--no-check", EXAMPLE],
              env: variables,
            }).output();
            assert.equal(code, 0, new TextDecoder().decode(stderr));
            return JSON.parse(new TextDecoder().decode(stdout)) as {
              [sink: string]: { puts: number; deletes: number };
            };
          };
          const first = await example();
          assert.deepEqual(Object.keys(first).sort(), [
            "mongodb",
            "mongodb_reports",
            "parquet",
            "parquet_reports",
            "parquet_reports_s3",
            "parquet_s3",
            "reports",
            "reports_s3",
          ]);
          assert.ok(Object.values(first).every(({ puts }) => puts > 0));
          assert.ok(Object.values(await example()).every(({ puts, deletes }) => puts + deletes === 0));
          const kept = await contentsOf(uri, database);
          assert.equal(kept.conversation_analytics.length, 12);
          assert.equal(kept.conversation_messages.length, 48);
          const [{ n }] = await query(`SELECT sum(messages)::INT n FROM
          read_parquet('${folder}/analytics_reports/daily/**/*.parquet')`);
          assert.equal(n, 48);
          const { files } = denoHost({ environment: (name) => variables[name] });
          for (const name of ["_manifest/conversations.json", "_manifest/reports.json", "reports/index.html"]) {
            const there = await files.read(`s3://${bucket}/${prefix}/${name}`);
            assert.deepEqual(there, await Deno.readFile(`${folder}/${name}`), name);
          }
        }))),
);
