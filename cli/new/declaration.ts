/**
 * How every plugin of `threadloom new` begins: what it imports, its options with their types, and what it declares.
 *
 * @module
 */
import { imports, type Subject } from "./template.ts";

/** An option: all are texts. */
export interface Field {
  name: string;
  /** Its docstring: one line. */
  doc: string;
  /** What it is when it is not given; without one it has to be. */
  default?: string;
  /** How it is checked, in the lines of `deno fmt`. */
  schema: string;
}

/** What the kinds differ in. */
export interface Declaration {
  /** What the file holds, for its docstring. */
  holds: string;
  /** Lines of imports of the runtime, with their line breaks. */
  runtime?: string;
  /** What is imported from threadloom; names of types begin with `type `. */
  uses: readonly string[];
  fields: readonly Field[];
  /** The plugin's type, without the mark. */
  type: string;
  /** The factory's docstring. */
  doc: string;
  /** What is declared between the name and the factory's end. */
  declares: string;
}

/** The `name` of sinks and stores. */
export function nameField(name: string): Field {
  return {
    name: "name",
    doc: "Name in reports: two sinks of one pipeline need one each.",
    default: name,
    schema: `z.string().min(1).default("${name}")
    .describe("Name in reports.")`,
  };
}

/** The first part of the code, up to the end of the factory. */
export function declaration({ name, factory, origin }: Subject, kind: Declaration): string {
  const { fields } = kind;
  return `/**
 * ${kind.holds}
 *
 * @module
 */
${kind.runtime ?? ""}${
    imports([...kind.uses, "definePlugin", "type PLUGIN", "type PluginFactory"], origin.specifier("."))
  }
${imports(["z"], origin.specifier("./zod"))}

/** Options of \`${factory}\`. */
export interface Options {
${fields.map(optionText).join("")}}

/** Options with defaults filled in. */
export interface Settings extends Options {
${fields.filter((field) => field.default !== undefined).map((field) => `  ${field.name}: string;\n`).join("")}}

// The same for who checks them: configs, editors and help are told by this.
const schema: z.ZodType<Settings, Options> = z.strictObject({
${fields.map((field) => `  ${field.name}: ${field.schema},\n`).join("")}});

/** What is made; the factory adds the mark by which plugins are known. */
type Made = Omit<${kind.type}, typeof PLUGIN>;

/** ${kind.doc} */
export const ${factory}: PluginFactory<
  Options,
  Settings,
  Made
> = definePlugin({
  name: "${name}",
${kind.declares}});
`;
}

function optionText({ name, doc, default: fallback }: Field): string {
  if (fallback === undefined) return `  /** ${doc} */\n  ${name}: string;\n`;
  return `  /**\n   * ${doc}\n   * @default "${fallback}"\n   */\n  ${name}?: string;\n`;
}
