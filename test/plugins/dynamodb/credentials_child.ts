/** Opens the store once, with what the environment says; prints how it ended. `credentials_child.ts JSON` */
import { from, run } from "../../../mod.ts";
import { dynamodbStore } from "../../../plugins/dynamodb/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { hastyHost } from "../../support/hasty_host.ts";

const store = dynamodbStore(JSON.parse(Deno.args[0]));
try {
  const report = await run(from(memorySource({ units: [] })).to(store as never), {
    ledger: memory(),
    name: "t",
    host: hastyHost(),
    retry: { attempts: 1 },
  });
  console.log(JSON.stringify(report));
} catch (error) {
  console.log(Deno.inspect(error));
}
