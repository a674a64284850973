/**
 * TypeScript to JavaScript, where the runtime does not do it.
 *
 * @module
 */
import { parse } from "../../deps/es_module_lexer.ts";
import { transformSync } from "../../deps/swc.ts";
import { importedNames } from "./import_clause.ts";

/** JavaScript made of TypeScript. */
export interface Stripped {
  code: string;
  /** Local names of imports that are used as values; all others are types, which no module exports. */
  values: ReadonlySet<string>;
  /** Source map (version 3, JSON); absent where each line and column is where it was. */
  map?: string;
}

/** What SWC throws: no error, but an object. Lines count from 1, columns from 0. */
interface Complaint {
  code: "UnsupportedSyntax" | "InvalidSyntax";
  message: string;
  startLine: number;
  startColumn: number;
}

/**
 * Strips the types of a module.
 *
 * @throws {SyntaxError} `line 3, column 7: …`
 */
export function stripTypes(text: string): Stripped {
  // What is only a type cannot be told by looking at one import: the second output has the imports that are left.
  const rewritten = complainingly(() =>
    transformSync(text, {
      mode: "transform",
      module: true,
      sourceMap: true,
      transform: { verbatimModuleSyntax: false, nativeClassProperties: true },
    })
  );
  const values = new Set<string>();
  for (const { importStart, importEnd, type } of parse(rewritten.code)[0]) {
    if (type !== "static") continue;
    for (const { local } of importedNames(rewritten.code.slice(importStart, importEnd)) ?? []) values.add(local);
  }
  try {
    return { code: transformSync(text, { mode: "strip-only", module: true }).code, values };
  } catch (error) {
    if (!isComplaint(error) || error.code !== "UnsupportedSyntax") throw error;
    return { code: rewritten.code, values, map: rewritten.map };
  }
}

function complainingly<T>(transform: () => T): T {
  try {
    return transform();
  } catch (error) {
    if (!isComplaint(error)) throw error;
    throw new SyntaxError(`line ${error.startLine}, column ${error.startColumn + 1}: ${error.message}`);
  }
}

function isComplaint(error: unknown): error is Complaint {
  return typeof error === "object" && error !== null && "startLine" in error && "message" in error;
}
