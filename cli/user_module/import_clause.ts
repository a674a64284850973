/**
 * The names that an import statement brings in.
 *
 * @module
 */

/** `default as local` and its like; `*` stands for the namespace. */
export interface ImportedName {
  imported: string;
  local: string;
}

/**
 * Names of an import statement, as a compiler prints it or a person writes it; undefined for one without names
 * (`import "./x.ts"`, `export … from`).
 */
export function importedNames(statement: string): ImportedName[] | undefined {
  const bare = statement.replaceAll(/\/\*[\s\S]*?\*\//g, " ").replaceAll(/\/\/.*$/gm, " ");
  const clause = /^import\s*([\w$*{\p{ID_Start}][\s\S]*?)\s*from\s*["']/u.exec(bare)?.[1];
  if (clause === undefined) return undefined;
  const names: ImportedName[] = [];
  const inBraces = /\{([\s\S]*)\}/.exec(clause);
  for (const part of clause.replace(/\{[\s\S]*\}/, "").split(",")) {
    const local = part.trim();
    if (local.startsWith("*")) names.push({ imported: "*", local: local.replace(/^\*\s*as\s+/, "") });
    else if (local) names.push({ imported: "default", local });
  }
  for (const part of inBraces?.[1].split(",") ?? []) {
    const [imported, local = imported] = part.trim().split(/\s+as\s+/);
    if (imported) names.push({ imported, local });
  }
  return names;
}

/** An import statement of some names, without its specifier: `import a, { b as c } from `. */
export function writeImport(names: readonly ImportedName[]): string {
  const lone = names.filter(({ imported }) => imported === "default").map(({ local }) => local);
  const all = names.filter(({ imported }) => imported === "*").map(({ local }) => `* as ${local}`);
  const braces = names.filter(({ imported }) => imported !== "default" && imported !== "*")
    .map(({ imported, local }) => imported === local ? local : `${imported} as ${local}`);
  return `import ${[...lone, ...all, ...(braces.length ? [`{ ${braces.join(", ")} }`] : [])].join(", ")} from `;
}
