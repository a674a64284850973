/**
 * What a plugin needs of the machine, shown by an example: its permissions are a function of its options.
 *
 * @module
 */
import { permissionFlags } from "../../core/permissions.ts";
import { checkOptions, type Declaration } from "../../core/plugin.ts";
import type { OptionRow, Shape } from "./options.ts";

/** A path whose folder is seen to be another. */
const PATH = "data/chats";

/** One sentence on the permissions of a plugin. */
export function permissionWords(declaration: Declaration, rows: readonly OptionRow[]): string {
  const given: { [option: string]: unknown } = Object.create(null);
  for (const { name, needed, role, schema } of rows) {
    if (needed || (role === "location" && /(?:path|folder|file)$/i.test(name) && schema.type === "string")) {
      given[name] = sample(schema, role === "location");
    }
  }
  const flags = permissionFlags(declaration.permissions(checkOptions(declaration, { ...given }) as never));
  if (flags.length === 0) return "Permissions: none.";
  const places = rows.filter(({ name, role }) => role === "location" && Object.hasOwn(given, name));
  const values = places.map(({ name }) => `\`${name}: ${JSON.stringify(given[name])}\``).join(", ");
  const said = flags.map((flag) => `\`${flag}\``).join(" ");
  return values === "" ? `Permissions: ${said}.` : `Permissions, with ${values}: ${said}.`;
}

/** Any value that fits. */
function sample(shape: Shape, place: boolean): unknown {
  if (shape.pattern?.startsWith("^s3:")) return "s3://bucket/prefix";
  if (shape.pattern?.startsWith("^https?:")) return "https://example.com";
  if (shape.pattern?.startsWith("^mongodb")) return "mongodb://localhost:27017";
  if (place && shape.type === "string" && shape.format !== "uri") {
    return shape.pattern === undefined || new RegExp(shape.pattern).test(PATH) ? PATH : "chats";
  }
  if (shape.const !== undefined) return shape.const;
  if (shape.default !== undefined) return shape.default;
  if (shape.enum) return shape.enum[0];
  if (shape.anyOf) return sample(shape.anyOf[0], place);
  if (shape.format === "uri") return "https://example.com";
  switch (shape.type) {
    case "number":
    case "integer":
      return Math.max(shape.minimum ?? 0, 1);
    case "boolean":
      return false;
    case "object":
      return { title: typeof shape.additionalProperties === "object" ? sample(shape.additionalProperties, place) : {} };
    case "string":
      // An expression reads a field; any word is one.
      return "title";
    case "array":
      return [sample(shape.items ?? {}, place)];
    default:
      return [];
  }
}
