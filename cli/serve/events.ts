/**
 * What happens to a job, as server-sent events.
 *
 * @module
 */
import { hasEnded, type Job, type JobInfo } from "./job.ts";
import type { Queue } from "./queue.ts";
import { Refusal, SAFE_HEADERS } from "./refusal.ts";

/** Most connections that listen at once. */
const MOST_LISTENERS = 256;
/** A comment now and then shows both sides that the other is there. Milliseconds. */
const HEARTBEAT_MS = 15_000;
/** Events that a slow client may be behind; progress beyond that is left out. */
const MOST_BEHIND = 64;

/**
 * The stream of a job's events: `status` and `progress`, each with the job as data, until it has ended.
 *
 * @throws {Refusal} 503 when too many listen
 */
export function eventStream(queue: Queue, job: Job): Response {
  if (queue.listeners() >= MOST_LISTENERS) throw new Refusal(503, "Too many clients listen", { "retry-after": "5" });
  const encoder = new TextEncoder();
  let close = (): void => undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (event: "status" | "progress", info: JobInfo): void => {
        if (event === "progress" && (controller.desiredSize ?? 0) < -MOST_BEHIND) return;
        controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(info)}\n\n`));
        if (event !== "status" || !hasEnded(info)) return;
        close();
        controller.close();
      };
      const stopListening = queue.listen(job.runId, send);
      const timer = setInterval(() => controller.enqueue(encoder.encode(":\n\n")), HEARTBEAT_MS);
      close = () => {
        stopListening();
        clearInterval(timer);
      };
      send("status", queue.info(job));
    },
    cancel: () => close(),
  });
  return new Response(stream, { headers: { ...SAFE_HEADERS, "content-type": "text/event-stream" } });
}
