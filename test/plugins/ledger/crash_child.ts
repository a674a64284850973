/** Child of the ledger's crash tests: a few commits into the ledger named first, in the folder named second. */
import { denoHost } from "../../../host/deno.ts";
import { jsonLedger, sqliteLedger } from "../../../plugins/ledger/mod.ts";
import { crashHostFromArgs } from "../../support/crash_host.ts";
import { letter, report, unit } from "./support.ts";

const { host, finish } = crashHostFromArgs(denoHost());
const [kind, folder, wait] = Deno.args;
const ledger = await (kind === "sqlite" ? sqliteLedger() : jsonLedger()).open(host, {
  pipeline: "chats",
  folder: `${folder}/state`,
  run: "the child's run",
});
if (ledger === undefined) throw new Error("Cannot open");
if (wait === "wait") {
  console.log("holding");
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}
for (let n = 0; n < 3; n++) {
  await ledger.commit("s", ["a", "b"].map((key) => unit(key, [[key, `m${n}`, ""]], { version: n })));
}
await ledger.putDeadLetters([letter("c", "parse")]);
await ledger.saveReport(report("r", 1));
await ledger.close();
finish();
