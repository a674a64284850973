/** A base to collect from, and the command that collects. */
import { fileURLToPath } from "node:url";
import type { Report } from "../../../mod.ts";
import type { Base } from "../../plugins/nocodb/support.ts";

/** How much is collected. */
export interface Amount {
  conversations: number;
  messages: number;
  /** Days over which the conversations are spread. */
  days: number;
}

const MAIN = fileURLToPath(new URL("../../../cli/mod.ts", import.meta.url));

const WORDS = [
  "My invoice is wrong and I want my money back, this is terrible",
  "Hoe kan ik mijn wachtwoord wijzigen? Het werkt niet meer",
  "Merci beaucoup, c'est parfait et très rapide",
  "Wo finde ich die Rechnung für meine letzte Bestellung?",
  "Great, thanks, the delivery came today",
];

/** Fills a base behind its server's back: no API sets times, and thousands of rows take their time. */
export function seed({ conversations, messages }: Base, amount: Amount): void {
  const count = (n: number) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${n})`;
  const texts = WORDS.map((text, i) => `WHEN ${i} THEN '${text.replaceAll("'", "''")}'`).join(" ");
  conversations.insert(`(created_at, ConversationId, AppId, UserId, Title, Status, Language)
    ${count(amount.conversations)}
    SELECT datetime('2025-03-01 09:00:00', '+' || (i % ${amount.days}) || ' days', '+' || (i % 600) || ' minutes') || '+00:00',
    'c' || i, 'app-' || (i % 2), 'u' || (i % 40), 'Talk ' || i, iif(i % 3, 'open', 'resolved'), 'nl' FROM n`);
  // Messages of an odd number come from users; each conversation has several, also on later days.
  messages.insert(`(created_at, MessageId, ConversationId, Role, Content) ${count(amount.messages)}
    SELECT datetime('2025-03-01 10:00:00', '+' || ((i % ${amount.conversations} + 1) % ${amount.days}) || ' days',
    '+' || i || ' minutes') || '+00:00', 'm' || i, 'c' || (i % ${amount.conversations} + 1),
    iif((i / ${amount.conversations}) % 2, 'assistant', 'user'),
    CASE i % ${WORDS.length} ${texts} END || ' (' || i || ')' FROM n`);
}

/** Variables of a collection. */
export type Variables = { [name: string]: string };

/** Variables that lead to a base and a database. */
export function variablesOf(base: Base, uri: string, database: string): Variables {
  return {
    NOCODB_BASE_URL: base.url,
    NOCODB_API_TOKEN: base.token,
    NOCODB_PROJECT_ID: base.title,
    NOCODB_REQUESTS_PER_SECOND: "10000",
    MONGODB_URI: uri,
    MONGODB_DATABASE: database,
  };
}

/** A process that collects, or does what another command does. */
export function start(args: string[], variables: Variables, cwd?: string, command = "collect"): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", "--no-check", MAIN, command, ...args],
    env: { ...kept(), ...variables },
    clearEnv: true,
    ...cwd === undefined ? {} : { cwd },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** What a program needs of the machine; none of its keys. */
function kept(): Variables {
  const names = ["PATH", "HOME", "DENO_DIR", "TMPDIR"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

/** What a process came to. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Waits for a process. */
export async function endOf(child: Deno.ChildProcess): Promise<Ended> {
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Collects to the end; throws with what it said when it failed. */
export async function collected(args: string[], variables: Variables): Promise<Report> {
  const { code, stdout, stderr } = await endOf(start([...args, "--json"], variables));
  if (code !== 0) throw new Error(`exit code ${code}\n${stdout.slice(-2000)}\n${stderr.slice(-3000)}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
}

/** Entries and files that a run wrote or deleted, over all sinks. */
export function writesOf({ sinks }: Report): number {
  return Object.values(sinks).reduce((sum, { puts, deletes }) => sum + puts + deletes, 0);
}
