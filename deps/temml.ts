/**
 * Temml: TeX as MathML, which browsers draw without fonts or styles of its own.
 *
 * @module
 */
export { default as temml } from "npm:temml@0.13.5";
