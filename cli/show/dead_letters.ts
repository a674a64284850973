/**
 * Dead letters, for people and machines.
 *
 * @module
 */
import type { DeadLetter } from "../../core/report.ts";
import type { Position } from "../../core/source.ts";
import { countOf, formatTime } from "../format.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";

/** Lists dead letters; `replay` is the line that tries them again. */
export function writeDeadLetters(output: Output, letters: readonly DeadLetter[], replay: string): void {
  if (output.json) {
    for (const letter of letters) output.data(letter);
    return;
  }
  const { line, strong, faint } = output;
  for (const letter of letters) {
    line(`${strong(plainText(letter.unit))} at ${letter.stage} (${plainText(letter.plugin)})`);
    line(`  ${plainText(letter.error)}`);
    for (const { scope, key, error } of letter.entries ?? []) {
      // A single entry that failed is what the letter says already.
      const text = error === letter.error ? "" : `: ${error}`;
      line(`  ${plainText(`${scope === key ? key : `${scope} ${key}`}${text}`)}`);
    }
    line(faint(`  ${plainText(placeOf(letter.position))}${formatTime(letter.at)} UTC, run ${plainText(letter.run)}`));
  }
  if (letters.length === 0) line("There are no dead letters.");
  else line(`\n${countOf(letters.length, "dead letter")}. Next: ${replay}`);
}

function placeOf({ file, entry, index, line }: Position): string {
  const place = [file, entry].filter((part) => part !== undefined).join("!/");
  const number = line !== undefined ? `line ${line}` : index !== undefined ? `number ${index + 1}` : undefined;
  const parts = [place, number].filter((part) => part !== undefined && part !== "");
  return parts.length > 0 ? `${parts.join(", ")}; ` : "";
}
