/** The source keeps the promises of sources, on the real server. */
import { testSource } from "../../../conformance/mod.ts";
import { service, serviceTest } from "../../support/services.ts";
import { ask, fill, newBase, sourceOf } from "./support.ts";

const server = service("nocodb");

if (server) {
  const base = await newBase(server);
  await fill(base, 7);
  for (const apiVersion of ["v2", "v3"] as const) {
    const options = { apiVersion, pageSize: 3, requestsPerSecond: 10_000, overlapSeconds: 0 };
    testSource(`nocodbSource() by ${apiVersion}`, {
      make: () => sourceOf(base, options),
      module: {
        specifier: new URL("../../../plugins/nocodb/mod.ts", import.meta.url).href,
        factory: "nocodbSource",
        options: () => ({ ...options, baseUrl: base.url, token: base.token, base: base.id }),
      },
    });
  }
  Deno.test("the base that was made for it is removed", async () => {
    await ask(`${base.url}/api/v2/meta/bases/${base.id}`, "DELETE", { "xc-token": base.token });
  });
} else serviceTest("nocodbSource() keeps the promises of sources", "nocodb", () => {});
