/**
 * The checks that all plugins share: their declaration.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type Declaration, isPlugin, type Permissions, PLUGIN, type RecordKind } from "../core/plugin.ts";
import type { Bench } from "./bench.ts";
import type { Check } from "./check.ts";

const KINDS: ReadonlySet<RecordKind> = new Set<RecordKind>(
  ["conversation", "message", "block", "table row", "report", "any"],
);
const PERMISSIONS: ReadonlySet<string> = new Set<keyof Permissions>(
  ["read", "write", "net", "env", "run", "ffi", "sys"],
);
const ROLES: ReadonlySet<string> = new Set(["content", "location", "secret", "tuning"]);

/** The declaration a plugin was made from, and its options. */
export function madeOf(plugin: unknown): { declaration: Declaration<unknown>; options: unknown } {
  assert.ok(
    isPlugin(plugin),
    `it is not marked as a plugin: make it with definePlugin, which sets [Symbol.for("threadloom.plugin")]`,
  );
  const { declaration, options } = plugin[PLUGIN];
  return { declaration: declaration as unknown as Declaration<unknown>, options };
}

/** The check that a plugin's declaration is whole. `make` gives the plugin, or undefined for a plain function. */
export function declarationCheck<S>(make: (subject: S, bench: Bench) => Promise<unknown>): Check<S> {
  return {
    id: "declaration",
    promise: "is declared: name, kind, summary, options schema, record kinds, permissions",
    async run(subject, bench) {
      const plugin = await make(subject, bench);
      if (typeof plugin === "function") return assert.ok(plugin.name, "the function has no name, reports need one");
      const { declaration, options } = madeOf(plugin);
      checkDeclaration(declaration, (plugin as { kind?: unknown }).kind);
      checkPermissions(declaration, options);
    },
  };
}

function checkDeclaration(declaration: Declaration<unknown>, kind: unknown): void {
  const { name, summary, options, roles = {}, behaviour = 1 } = declaration;
  assert.match(name, /^[\p{L}_][\p{L}\p{N}_-]*$/u, `the name is ${JSON.stringify(name)}, expected one word`);
  assert.equal(kind, declaration.kind, `its kind is ${String(kind)}, its declaration says ${declaration.kind}`);
  assert.match(summary, /^\S[^\n\r]*$/, `the summary is ${JSON.stringify(summary)}, expected one line`);
  const schema = options?.["~standard"];
  assert.equal(schema?.version, 1, "the options schema does not implement Standard Schema, version 1");
  assert.equal(typeof schema.validate, "function", "the options schema has no validate function");
  assert.ok(Number.isInteger(behaviour) && behaviour >= 1, `behaviour is ${behaviour}, expected a whole number from 1`);
  for (const [option, role] of Object.entries(roles)) {
    assert.ok(ROLES.has(role), `option "${option}" has the role "${role}", expected one of ${[...ROLES].join(", ")}`);
  }
  const { accepts, emits } = declaration;
  if (kind === "source") assert.ok(emits, "a source declares what it emits, `emits` is missing");
  if (kind === "store" || kind === "file") {
    assert.ok(accepts?.length, "a sink declares what it accepts, `accepts` is missing");
  }
  for (const one of [...accepts ?? [], ...emits ? [emits] : []]) {
    assert.ok(KINDS.has(one), `"${one}" is no kind of record, expected one of ${[...KINDS].join(", ")}`);
  }
}

function checkPermissions(declaration: Declaration<unknown>, options: unknown): void {
  const permissions = declaration.permissions(options);
  for (const [name, values] of Object.entries(permissions)) {
    assert.ok(PERMISSIONS.has(name), `"${name}" is no permission, expected one of ${[...PERMISSIONS].join(", ")}`);
    assert.ok(
      Array.isArray(values) && values.every((value) => typeof value === "string" && value !== ""),
      `permission "${name}" is ${JSON.stringify(values)}, expected a list of texts`,
    );
  }
  assert.deepEqual(
    declaration.permissions(options),
    permissions,
    "permissions(options) gives another answer when it is asked again",
  );
}
