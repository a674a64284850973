/** `threadloom collect` on real servers, with a tenth of what `deno task test:collect` has. */
import { serviceTest } from "../../support/services.ts";
import { endToEnd } from "./end_to_end.ts";

serviceTest(
  "a collection ends with the same stores and tables, whatever happens on its way",
  ["nocodb", "mongodb"],
  (servers) => endToEnd(servers, { conversations: 150, messages: 2_000, days: 12 }),
);
