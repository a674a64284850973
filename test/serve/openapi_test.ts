/** What the service says of itself, held against what it answers. */
import assert from "node:assert/strict";
import { Ajv2020 } from "../../deps/ajv.ts";
import { chats, ended, get, post, type Serving, submit, withService } from "./support.ts";

interface Schema {
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
  [key: string]: unknown;
}
interface Document {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema?: Schema }> }> }>
  >;
  components: { schemas: Record<string, Schema> };
}

/** A schema by which nothing may be there that it does not name. */
function strict(schema: Schema): Schema {
  const text = JSON.stringify(schema, (_, value) => {
    const bare = typeof value === "object" && value !== null && value.properties && !("additionalProperties" in value);
    return bare ? { ...value, additionalProperties: false } : value;
  });
  return JSON.parse(text.replaceAll("#/components/schemas/", "#/$defs/"));
}

Deno.test("each answer has a status and a shape that the OpenAPI document names", async () => {
  await withService(async (service) => {
    const document = await get<Document>(service, "/openapi.json");
    const $defs = strict(document.components.schemas as Schema);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const asked = new Set<string>();
    const check = async (
      method: string,
      path: string,
      template: string,
      status: number,
      body?: string,
    ): Promise<void> => {
      const response = await ask(service, method, path, body);
      const text = await response.text();
      assert.equal(response.status, status, `${method} ${path}: ${text}`);
      const said = document.paths[template]?.[method.toLowerCase()]?.responses[status];
      assert.ok(said, `${method} ${template} is said to answer ${status}`);
      const schema = said.content?.["application/json"]?.schema;
      if (schema) {
        const validate = ajv.compile({ ...strict(schema), $defs });
        assert.ok(validate(JSON.parse(text)), `${method} ${path}: ${JSON.stringify(validate.errors)} of ${text}`);
      }
      asked.add(`${method.toLowerCase()} ${template}`);
    };
    const id = await submit(service, chats(3), "?me=user7");
    await ended(service, id);
    const none = "0".repeat(32);
    for (const path of ["/data-prep/process", "/process", "/jobs/submit"]) {
      await check("POST", path, path, 200, `{"chats": ${chats(1)}, "target_name": "user5"}`);
      await check("POST", path, path, 400, "{");
      await check("POST", `${path}?min_tokens=x`, path, 422, "[]");
      await check("POST", `${path}?run_id=${id}`, path, 409, "[]");
    }
    for (const base of ["/data-prep/jobs", "/jobs"]) {
      const one = `${base}/{run_id}`;
      await check("GET", base, base, 200);
      await check("GET", `${base}/${id}`, one, 200);
      for (const [below, template] of [["", one], ["/events", `${one}/events`], ["/files", `${one}/files`]]) {
        await check("GET", `${base}/${none}${below}`, template, 404);
        await check("GET", `${base}/xyz${below}`, template, base === "/jobs" ? 422 : 404);
      }
      await check("GET", `${base}/${id}/files`, `${one}/files`, 200);
      await check("GET", `${base}/${id}/files/train.jsonl`, `${one}/files/{name}`, 200);
      await check("GET", `${base}/${id}/files/none`, `${one}/files/{name}`, 404);
      await check("DELETE", `${base}/${id}`, one, 409);
      await check("DELETE", `${base}/${id}?purge=no`, one, 422);
    }
    await check("GET", `/jobs?run_id=${id}`, "/jobs", 200);
    await check("GET", `/jobs/?run_id=${none}`, "/jobs", 404);
    await check("GET", "/jobs?run_id=xyz", "/jobs", 422);
    for (const path of ["/data-prep/system/queue", "/queue", "/jobs/queue", "/pipelines"]) {
      await check("GET", path, path, 200);
    }
    for (const path of ["/data-prep/system/health", "/health", "/system/health"]) await check("GET", path, path, 200);
    await check("POST", "/pipelines/none/runs", "/pipelines/{name}/runs", 404, "{}");
    await check("DELETE", `/jobs/${id}?purge=true`, "/jobs/{run_id}", 200);
    const all = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`)
    );
    assert.deepEqual(all.filter((one) => !asked.has(one)), [], "all that the document names was asked");
  });
});

function ask(service: Serving, method: string, path: string, body?: string): Promise<Response> {
  return body === undefined ? fetch(service.url + path, { method }) : post(service.url + path, body);
}
