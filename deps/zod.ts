/**
 * zod: option schemas. It implements Standard Schema, has no dependencies, and writes the messages people see.
 *
 * @module
 */
export { z } from "npm:zod@4.6.7";
