/**
 * `threadloom doctor`: is this machine fit, is this folder, and what to do where they are not.
 *
 * @module
 */
import type { Call } from "../command.ts";
import { checkDatabase, checkFolder, checkLocks, checkSpace, checkWritable } from "../doctor/folder.ts";
import { checkDeno, checkPermissions, checkSqlite } from "../doctor/machine.ts";
import type { Finding } from "../doctor/finding.ts";
import { importFolder } from "../import/folder.ts";
import { plainText } from "../plain_text.ts";

const MARKS = { ok: "ok     ", warning: "look   ", wrong: "WRONG  " } as const;

/** Checks everything; exit code 1 when something is wrong. Writes nothing but a trial file. */
export async function run({ flags, output }: Call): Promise<number> {
  const folder = importFolder(flags.text("out"));
  const findings: Finding[] = [];
  for (
    const check of [
      checkDeno,
      checkPermissions,
      checkSqlite,
      checkFolder,
      checkWritable,
      checkSpace,
      checkLocks,
      checkDatabase,
    ]
  ) findings.push(...await check(folder));
  for (const { state, check, says, todo } of findings) {
    if (output.json) output.data({ check, state, says, todo });
    else {
      output.line(`${MARKS[state]}${check.padEnd(12)} ${plainText(says)}`);
      if (todo) output.line(`${" ".repeat(20)}→ ${plainText(todo)}`);
    }
  }
  return findings.some(({ state }) => state === "wrong") ? 1 : 0;
}
