/** `deno task test:collect`: 1,500 conversations and 20,000 messages through `threadloom collect`; minutes. */
import { service } from "../../support/services.ts";
import { endToEnd } from "./end_to_end.ts";

const [nocodb, mongodb] = [service("nocodb"), service("mongodb")];
if (!nocodb || !mongodb) {
  console.error("Cannot collect: nocodb or mongodb does not run, start them: deno task services start nocodb mongodb");
  Deno.exit(2);
}
await endToEnd([nocodb, mongodb], { conversations: 1_500, messages: 20_000, days: 60 }, (what) => console.log(what));
console.log("ok");
