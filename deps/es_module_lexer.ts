/**
 * es-module-lexer: where a module's imports and exports stand, to the character. The build without WebAssembly needs no
 * start.
 *
 * @module
 */
export { parse } from "npm:es-module-lexer@3.0.5/js";
