/** What each entry point of the package pulls in: a user of JSONL downloads zod, and nothing else. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../", import.meta.url);

/** An import as `deno info --json` gives it; what is imported for its types alone has no `code`. */
interface Dependency {
  code?: { specifier?: string };
  isDynamic?: boolean;
}

interface Module {
  specifier: string;
  npmPackage?: string;
  dependencies?: Dependency[];
}

/** npm packages of an entry: loaded with it, and named in it to be loaded later (downloaded with it all the same). */
interface Pulled {
  static: string[];
  dynamic: string[];
}

/** AWS's search for credentials: loaded where the environment holds none. */
const AWS_CREDENTIALS = [
  "@aws-sdk/core",
  "@aws-sdk/credential-provider-env",
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-login",
  "@aws-sdk/credential-provider-node",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@aws-sdk/nested-clients",
  "@aws-sdk/signature-v4-multi-region",
  "@aws-sdk/token-providers",
  "@aws-sdk/types",
  "@aws-sdk/xml-builder",
  "@aws/lambda-invoke-store",
  "@smithy/core",
  "@smithy/credential-provider-imds",
  "@smithy/fetch-http-handler",
  "@smithy/node-http-handler",
  "@smithy/shared-ini-file-loader",
  "@smithy/signature-v4",
  "@smithy/types",
  "bowser",
  "tslib",
];

/** By export. A package stands without its version: that is the business of `deps/`. */
const TABLE: { readonly [name: string]: Pulled } = {
  ".": { static: [], dynamic: ["zod"] },
  "./cli": { static: [], dynamic: [] },
  "./analytics": {
    static: ["zod"],
    dynamic: "d3-array d3-color d3-format d3-interpolate d3-path d3-scale d3-shape d3-time d3-time-format eld internmap"
      .split(" "),
  },
  "./archive": {
    static: ["zod"],
    dynamic: [
      "@mdit/plugin-tex",
      "@types/linkify-it",
      "@types/markdown-it",
      "@types/mdurl",
      "argparse",
      "commander",
      "cssfilter",
      "entities",
      "highlight.js",
      "linkify-it",
      "markdown-it",
      "mdurl",
      "punycode.js",
      "temml",
      "uc.micro",
      "xss",
    ],
  },
  "./chaos": { static: ["zod"], dynamic: [] },
  "./chat_csv": { static: ["zod"], dynamic: [] },
  "./chatgpt": { static: ["zod"], dynamic: [] },
  "./conformance": { static: ["zod"], dynamic: [] },
  "./csv": { static: ["zod"], dynamic: [] },
  "./dynamodb": { static: ["zod"], dynamic: AWS_CREDENTIALS },
  "./embed": { static: ["zod"], dynamic: ["@huggingface/tokenizers", "base64-js", "js-tiktoken"] },
  "./finetune": { static: ["zod"], dynamic: ["@huggingface/tokenizers", "base64-js", "js-tiktoken"] },
  "./jsonl": { static: ["zod"], dynamic: [] },
  "./ledger": { static: ["zod"], dynamic: [] },
  "./markdown": { static: ["zod"], dynamic: [] },
  "./memory": { static: ["zod"], dynamic: [] },
  "./mongodb": {
    static: ["zod"],
    dynamic: [
      "@mongodb-js/saslprep",
      "@types/webidl-conversions",
      "@types/whatwg-url",
      "bson",
      "memory-pager",
      "mongodb",
      "mongodb-connection-string-url",
      "punycode",
      "sparse-bitfield",
      "tr46",
      "webidl-conversions",
      "whatwg-url",
    ],
  },
  "./nocodb": { static: ["zod"], dynamic: [] },
  "./search": { static: ["zod"], dynamic: [] },
  "./search/weaviate": { static: ["zod"], dynamic: [] },
  "./s3": { static: ["zod"], dynamic: [] },
  "./sqlite": { static: ["zod"], dynamic: [] },
  "./stdout": { static: ["zod"], dynamic: [] },
  "./telegram": { static: ["zod"], dynamic: [] },
  "./transforms": { static: ["zod"], dynamic: [] },
  "./vectors": { static: ["zod"], dynamic: [] },
  "./weaviate": { static: ["zod"], dynamic: [] },
  "./parquet": { static: ["zod"], dynamic: [] },
  "./zod": { static: ["zod"], dynamic: [] },
};

async function pulledBy(entry: string): Promise<Pulled> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", fileURLToPath(new URL(entry, ROOT))],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const info = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: Module[];
    redirects?: { [from: string]: string };
    npmPackages?: { [id: string]: { name: string; dependencies: string[] } };
  };
  const modules = new Map(info.modules.map((module) => [module.specifier, module]));
  const closure = (dynamic: boolean): Set<string> => {
    const seen = new Set([new URL(entry, ROOT).href]);
    for (const specifier of seen) {
      for (const { code, isDynamic } of modules.get(specifier)?.dependencies ?? []) {
        if (code?.specifier === undefined || (isDynamic && !dynamic)) continue;
        seen.add(info.redirects?.[code.specifier] ?? code.specifier);
      }
    }
    return seen;
  };
  const packages = (specifiers: Set<string>): string[] => {
    const ids = new Set([...specifiers].flatMap((one) => modules.get(one)?.npmPackage ?? []));
    for (const id of ids) for (const needed of info.npmPackages?.[id]?.dependencies ?? []) ids.add(needed);
    return [...new Set([...ids].map((id) => info.npmPackages?.[id]?.name ?? id))].sort();
  };
  const loaded = packages(closure(false));
  return { static: loaded, dynamic: packages(closure(true)).filter((name) => !loaded.includes(name)) };
}

Deno.test("each entry point pulls in these npm packages, and no others", async () => {
  const { exports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT))) as {
    exports: { [name: string]: string };
  };
  const entries = Object.entries(exports);
  const found = await Promise.all(entries.map(async ([name, entry]) => [name, await pulledBy(entry)] as const));
  assert.deepEqual(
    Object.fromEntries(found),
    TABLE,
    "a package that not every user needs is loaded by a computed specifier",
  );
});
