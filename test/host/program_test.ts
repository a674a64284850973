import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { denoHost } from "../../host/deno.ts";

async function inFolder(test: (folder: string, main: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom test-" });
  try {
    await test(folder, pathToFileURL(`${folder}/my pipeline.v2.ts`).href);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("home() and program() come from the main module", () =>
  inFolder(async (folder, main) => {
    const host = denoHost({ main });
    assert.equal(host.home(), folder);
    assert.equal(host.program(), "my pipeline.v2");
    const remote = denoHost({ main: "https://example.org/pipelines/chats.ts?v=1" });
    assert.equal(remote.home(), Deno.cwd());
    assert.equal(remote.program(), "chats");
    assert.equal(denoHost({ main: "file:///x/$deno$eval.mts" }).program(), "eval");
    assert.equal(denoHost({ main: "data:text/typescript,1" }).program(), "pipeline");
    assert.equal(denoHost({ main: "file:///main.ts" }).home(), "/");
    await Promise.resolve();
  }));

Deno.test("code() changes with the main module and what it imports, and with nothing else", () =>
  inFolder(async (folder, main) => {
    const put = (name: string, text: string) => Deno.writeTextFileSync(`${folder}/${name}`, text);
    put("my pipeline.v2.ts", `import { a } from "./a.ts";\nimport "npm:zod@4.6.7";\nexport * from './c.ts';`);
    put("a.ts", `import { b } from "./sub%20b.ts"; import main from "./my%20pipeline.v2.ts";`);
    put("sub b.ts", "1");
    put("c.ts", "1");
    put("other.ts", "1");
    const code = () => denoHost({ main }).code();
    const first = await code();
    assert.match(first ?? "", /^[0-9a-f]{32}$/);
    put("other.ts", "2");
    assert.equal(await code(), first);
    const seen = new Set([first]);
    for (const name of ["sub b.ts", "c.ts", "a.ts", "my pipeline.v2.ts"]) {
      put(name, Deno.readTextFileSync(`${folder}/${name}`) + "\n// changed");
      seen.add(await code());
    }
    assert.equal(seen.size, 5);
    const last = await code();
    const moved = `${folder}-moved`;
    await Deno.rename(folder, moved);
    try {
      assert.equal(await denoHost({ main: pathToFileURL(`${moved}/my pipeline.v2.ts`).href }).code(), last);
    } finally {
      await Deno.rename(moved, folder);
    }
  }));

Deno.test("code() is undefined where the main module cannot be read", async () => {
  assert.equal(await denoHost({ main: "file:///not/there.ts" }).code(), undefined);
  assert.equal(await denoHost({ main: "data:text/typescript,1" }).code(), undefined);
  const remote = await denoHost({ main: "https://example.org/a.ts" }).code();
  assert.notEqual(remote, await denoHost({ main: "https://example.org/b.ts" }).code());
});

Deno.test("code() without the permission to read is undefined, and is no error", async () => {
  const script = `import { denoHost } from ${JSON.stringify(new URL("../../host/deno.ts", import.meta.url).href)};
const host = denoHost();
console.log(await host.code(), host.program(), host.home() === Deno.cwd());
await host.files.stat("/etc/hostname").catch((error) => console.log(error.message, error.cause.name));`;
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/main.ts`, script);
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--quiet", `${folder}/main.ts`],
      cwd: folder,
    }).output();
    assert.match(
      new TextDecoder().decode(stdout),
      /^undefined main true\nCannot look at "\/etc\/hostname": Requires read access .* NotCapable\n$/,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
