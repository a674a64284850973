/**
 * A server between that has every write measured, whatever the client asked for, and tells the client only that.
 *
 * @module
 */
import { ask, type Row } from "./support.ts";

/** A meter that is running. */
export interface Meter extends AsyncDisposable {
  readonly url: string;
  /** Units that writes really consumed. */
  units: number;
  /** How often the client asked, and how often it did not. */
  asked: number;
  unasked: number;
}

/** What the client is told in the place of what was consumed. */
export type Twist = (units: number, asked: number) => number | undefined;

/** Starts one. With `left` so many items of every batch stay unprocessed, while there are more. */
export function startMeter(upstream: string, { twist, left = 0 }: { twist?: Twist; left?: number } = {}): Meter {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const operation = String(request.headers.get("x-amz-target")).split(".")[1];
    const body = await request.json();
    if (operation !== "BatchWriteItem") {
      const answer = await ask(upstream, operation, body);
      const { CapacityUnits = 0 } = (answer.ConsumedCapacity ?? {}) as { CapacityUnits?: number };
      if (/^(Put|Update)Item$/.test(operation)) meter.units += CapacityUnits;
      return Response.json(answer, { status: "__type" in answer ? 400 : 200 });
    }
    const wanted = body.ReturnConsumedCapacity === "TOTAL";
    if (wanted) meter.asked++;
    else meter.unasked++;
    const [[table, all]] = Object.entries(body.RequestItems as { [table: string]: unknown[] });
    const rest = all.length > left ? all.splice(0, left) : [];
    const answer = await ask(upstream, operation, { ...body, ReturnConsumedCapacity: "TOTAL" });
    if ("__type" in answer) return Response.json(answer, { status: 400 });
    const [{ CapacityUnits }] = answer.ConsumedCapacity as { CapacityUnits: number }[];
    meter.units += CapacityUnits;
    const told: Row = { UnprocessedItems: rest.length ? { [table]: rest } : {} };
    const units = twist ? twist(CapacityUnits, meter.asked) : CapacityUnits;
    if (wanted && units !== undefined) told.ConsumedCapacity = [{ TableName: table, CapacityUnits: units }];
    return Response.json(told);
  });
  const meter: Meter = {
    url: `http://127.0.0.1:${server.addr.port}`,
    units: 0,
    asked: 0,
    unasked: 0,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return meter;
}
