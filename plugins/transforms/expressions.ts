/**
 * Expressions among the options of transforms.
 *
 * @module
 */
import { parseExpression } from "../../core/expression/mod.ts";
import { z } from "../../deps/zod.ts";

/** An option that is an expression: in one way of writing it once it was checked, so that it defines the transform. */
export const expression: z.ZodType<string, string> = z.string().min(1).superRefine((text, context) => {
  const mistake = mistakeIn(text);
  if (mistake !== undefined) context.addIssue({ code: "custom", message: mistake });
}).overwrite((text) => mistakeIn(text) === undefined ? parseExpression(text).text : text);

/** Names of fields, each with an expression. */
export const expressions: z.ZodType<{ [name: string]: string }, { [name: string]: string }> = z.record(
  z.string(),
  expression,
);

function mistakeIn(text: string): string | undefined {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}
