/**
 * The loop of a Lambda function with a runtime of its own: asks for an event, has it handled, says what came of it.
 *
 * The protocol: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 *
 * @module
 */
import { handler } from "./handler.ts";

/** Serves the runtime API at this address, `host:port`, until it is gone. */
export async function serve(address: string): Promise<void> {
  const base = `http://${address.replace(/^https?:\/\//, "")}/2018-06-01/runtime`;
  const say = async (path: string, body: unknown, headers: HeadersInit = {}): Promise<void> => {
    const answer = await fetch(`${base}/invocation/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    await answer.body?.cancel();
  };
  for (;;) {
    const next = await fetch(`${base}/invocation/next`);
    if (!next.ok) throw new Error(`Cannot ask for an event: HTTP ${next.status}, ${await next.text()}`);
    const id = next.headers.get("lambda-runtime-aws-request-id") ?? "";
    try {
      await say(`${id}/response`, await handler(await next.json()));
    } catch (error) {
      const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
      console.error(stack);
      const told = { errorType: name, errorMessage: message, stackTrace: stack.split("\n").slice(1) };
      await say(`${id}/error`, told, { "lambda-runtime-function-error-type": "Unhandled" });
    }
  }
}

if (import.meta.main) {
  const address = Deno.env.get("AWS_LAMBDA_RUNTIME_API");
  if (!address) throw new TypeError("Cannot start: AWS_LAMBDA_RUNTIME_API is not set, Lambda sets it");
  await serve(address);
}
