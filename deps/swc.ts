/**
 * SWC's TypeScript stripper in WebAssembly, one file without dependencies: what Node.js strips types with. Types become
 * blanks, so that lines and columns stay (`strip-only`); enums and the like are written anew (`transform`).
 *
 * @module
 */
export { transformSync } from "npm:@swc/wasm-typescript@1.16.2";
