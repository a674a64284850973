import assert from "node:assert/strict";
import { packageInside, readPackageName } from "../../../cli/user_module/packages.ts";

const DEPS = new URL("../../../deps/", import.meta.url);

Deno.test("a user's module may import just the packages that deps/ names and the command holds", async () => {
  const inside = new Map<string, string>();
  for await (const { name } of Deno.readDir(DEPS)) {
    // Types of a library that has none of its own name no version.
    if (name.endsWith(".d.ts")) continue;
    const [, library, version] = /"npm:((?:@[^/"]+\/)?[^@/"]+)@([^/"]+)/.exec(
      await Deno.readTextFile(new URL(name, DEPS)),
    )!;
    inside.set(library, version);
  }
  for (const name of ["zod", "yaml"]) {
    assert.equal(packageInside({ name, subpath: "" }), `npm:${name}@${inside.get(name)}`);
  }
  assert.throws(() => packageInside({ name: "nothing", subpath: "" }), /"nothing" is not inside/);
});

Deno.test("names of packages are read with scope, version and path", () => {
  assert.deepEqual(readPackageName("npm:@a/b@^1.2/c/d"), { name: "@a/b", range: "^1.2", subpath: "/c/d" });
  assert.deepEqual(readPackageName("zod/v4"), { name: "zod", subpath: "/v4" });
  assert.deepEqual(readPackageName("jsr:@a/b"), { name: "@a/b", subpath: "" });
  for (const other of ["", "#inside", "./a", "%", "@scope"]) assert.equal(readPackageName(other), undefined, other);
});

Deno.test("ranges of versions mean what they mean to a package manager", () => {
  const version = /@(\d+)\.(\d+)\.(\d+)$/.exec(packageInside({ name: "zod", subpath: "" }))!.slice(1).map(Number);
  const [major, minor, patch] = version;
  const fits = (range: string): boolean => {
    try {
      packageInside({ name: "zod", range, subpath: "" });
      return true;
    } catch {
      return false;
    }
  };
  const whole = version.join(".");
  for (
    const range of [whole, `${major}`, `^${major}.0.0`, `~${major}.${minor}.0`, `${major}.x`, "*", ">=1", `^${whole}`]
  ) {
    assert.ok(fits(range), range);
  }
  for (
    const range of [
      `${major + 1}`,
      `^${major}.${minor + 1}`,
      `~${major}.${minor}.${patch + 1}`,
      `${major}.${minor}.${patch + 1}`,
      "^1",
      "nonsense",
    ]
  ) assert.ok(!fits(range), range);
});
