/**
 * yaml: YAML 1.2 and 1.1.
 *
 * @module
 */
export {
  isMap,
  isScalar,
  LineCounter,
  parse,
  parseAllDocuments,
  parseDocument,
  stringify,
  visit,
} from "npm:yaml@2.9.1";
