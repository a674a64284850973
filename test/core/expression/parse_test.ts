/** What an expression may say, and what is said of one that cannot be read. */
import assert from "node:assert/strict";
import { parseExpression } from "../../../core/expression/mod.ts";
import { fc } from "../../../deps/fast_check.ts";

/** What reading a text fails with. */
function fault(text: string): string {
  try {
    parseExpression(text);
  } catch (error) {
    assert.ok(error instanceof SyntaxError, String(error));
    return error.message;
  }
  return "no error";
}

Deno.test("expressions: texts that differ in white space, quotes and parentheses alone are one definition", () => {
  const one = `role = "user" and (a or b) and not c in ["x", 2]`;
  for (
    const text of [
      one,
      `  role='user'\nand (a or b)and not c in ['x',2]`,
      `((role) = "user" and ((a or (b)) and (not (c in ["x", 2]))))`,
      `role = "us\\u0065r" and (a or b) and not (c in ["x",2.0])`,
    ]
  ) assert.equal(parseExpression(text).text, one);
});

Deno.test("expressions: what is printed reads as the same", () => {
  for (
    const text of [
      "`odd name`.`another`[0][-1].plain = null",
      "it.it",
      'it["`"] != it',
      "`and` or not (a and b) or (not a) = b",
      'any(messages, length(text(it)) > 3.5e2) and x not in [true, [1], "\\"\\n"]',
      "createdAt >= 2025-01-01 and createdAt < 2025-06-30T12:00:00.5+02:00",
      "(a = 1) = (b = 1)",
      "if(a, b, c).d",
      'größe = "\\ud800"',
    ]
  ) {
    const { text: printed } = parseExpression(text);
    assert.equal(parseExpression(printed).text, printed, text);
  }
});

Deno.test("expressions: an error names the position, what is there and what may stand there", () => {
  assert.equal(
    fault(`role == "user"`),
    `Cannot parse expression "role == "user"": at position 6 there is "==", expected an operator: "=" compares`,
  );
  assert.match(fault(""), /at position 1 there is the end, expected a value: a field, text in quotes, a number/);
  assert.match(fault("a ="), /at position 4 there is the end, expected a value/);
  assert.match(fault("a b"), /at position 3 there is "b", expected an operator \(=, !=, .*, "and", "or" or the end$/);
  assert.match(fault("(a"), /at position 3 there is the end, expected .* or "\)"$/);
  assert.match(fault("a in [1, 2"), /at position 11 there is the end, expected "," or "\]"/);
  assert.match(fault(`a = "b`), /at position 5 there is text that is never closed, expected a " behind it/);
  assert.match(fault("`a"), /at position 1 there is a field name that is never closed/);
  assert.match(fault(`a = "\\x"`), /at position 6 there is "\\x", expected one of/);
  assert.match(fault("a < b < c"), /at position 7 there is a second "<", expected "and", "or" or the end/);
  assert.match(fault("a && b"), /at position 3 there is "&&", expected an operator: write "and"/);
  assert.match(fault("!a"), /at position 1 there is "!", expected an operator: write "not"/);
  assert.match(fault("a = 2025-02-31"), /at position 5 there is "2025-02-31", expected a date and time that exist/);
  assert.match(fault("a.5"), /at position 3 there is "5", expected a field's name/);
  assert.match(fault("a[b]"), /at position 3 there is "b", expected a whole number or a field's name in quotes/);
  assert.match(
    fault("lenght(a)"),
    /there is the function "lenght", expected one of length, .*; did you mean "length"\?/,
  );
  assert.match(fault("any(a)"), /there is any with 1 value\(s\), expected any\(list, condition\)/);
  assert.match(fault("contains = 1"), /\(a field of that name is written `contains`\)/);
  assert.match(fault("a = 1e999"), /at position 5 there is "1e999"/);
  assert.match(fault("a = 😀"), /at position 5 there is "😀", expected a value/);
});

Deno.test("expressions: length and depth have limits, which are said", () => {
  assert.match(fault("a".repeat(10_001)), /it has 10001 characters, expected at most 10000/);
  assert.match(fault("(".repeat(60) + "a"), /there is level 51 of nesting, expected at most 50/);
  assert.match(fault("not ".repeat(2_000) + "a"), /level 51 of nesting/);
  parseExpression("a" + ".a".repeat(4_000));
  parseExpression("a or ".repeat(1_900) + "a");
});

Deno.test("expressions: whatever the text, reading it ends in an expression or a SyntaxError", () => {
  const word = fc.constantFrom(
    ..."a it . , ( ) [ ] = != < <= in not and or contains null true any length each 1 -2 2025-01-01 'x' \" ` \\ !"
      .split(" "),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 3 })), { maxLength: 12 }), (words) => {
      const text = words.join(" ");
      let expression;
      try {
        expression = parseExpression(text);
      } catch (error) {
        assert.ok(error instanceof SyntaxError, `${text}: ${error}`);
        return;
      }
      assert.equal(parseExpression(expression.text).text, expression.text);
      expression.evaluate({ a: [{ length: 1 }], x: "x" });
    }),
    { numRuns: 2_000 },
  );
});
