/**
 * A server between a gRPC client and a real server that does what networks and busy services do, by a seed. It knows
 * calls of one message each way.
 *
 * @module
 */
import { Status } from "../../plugins/weaviate/grpc/call.ts";
import type { Fault } from "./fault_proxy.ts";
import { grpcCaller, type GrpcDeed, GrpcError, type GrpcServer, serveGrpc } from "./grpc_server.ts";
import { randomBySeed } from "./random.ts";

/** What is particular about the real server. */
export interface GrpcFlavour {
  /** Whether faults may happen to calls of this method: `/package.Service/Method`. */
  mayFail(path: string): boolean;
  /** Has a part carried out: the message to pass on (undefined: none), and the answer made of the real one. */
  partial(path: string, message: Uint8Array, random: () => number): GrpcPart | undefined;
}

/** A call of which only a part is carried out. */
export interface GrpcPart {
  forward?: Uint8Array;
  answer(real: Uint8Array | undefined): Uint8Array;
}

/** A proxy that is running. */
export interface GrpcFaultProxy extends GrpcServer {
  /** How often each fault happened. */
  readonly happened: Map<Fault, number>;
  /** From now on nothing happens to anything. */
  calm(): void;
}

/** Starts a proxy before a server on this machine. `rates` are probabilities; what is left out does not happen. */
export async function startGrpcFaultProxy(
  upstream: number,
  flavour: GrpcFlavour,
  { seed, rates }: { seed: number; rates: { [F in Fault]?: number } },
): Promise<GrpcFaultProxy> {
  const random = randomBySeed(seed);
  const happened = new Map<Fault, number>();
  const real = grpcCaller(upstream);
  let calm = false;
  const server = await serveGrpc(handle);
  return {
    port: server.port,
    happened,
    calm: () => void (calm = true),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      real[Symbol.dispose]();
    },
  };

  function choose(path: string): Fault | undefined {
    if (calm || !flavour.mayFail(path)) return undefined;
    let at = random();
    for (const [fault, rate] of Object.entries(rates) as [Fault, number][]) {
      if ((at -= rate) < 0) return fault;
    }
  }

  async function handle(path: string, message: Uint8Array): Promise<GrpcDeed> {
    const fault = choose(path);
    const part = fault === "partial" ? flavour.partial(path, message, random) : undefined;
    if (fault && (fault !== "partial" || part)) happened.set(fault, (happened.get(fault) ?? 0) + 1);
    if (fault === "throttled") return refusal(Status.RESOURCE_EXHAUSTED, "too many requests");
    if (fault === "before") return refusal(Status.UNAVAILABLE, "the service is starting");
    if (fault === "hung" && random() < 0.5) return { do: "hang" };
    const passed = part && part.forward === undefined ? undefined : await pass(path, part?.forward ?? message);
    if (fault === "after") return refusal(Status.UNAVAILABLE, "the service is stopping");
    if (fault === "dropped") return { do: drop() };
    if (fault === "hung") return { do: "hang" };
    if (passed?.do === "refuse") return passed;
    const answer = part ? part.answer(passed?.message) : passed!.message;
    return { do: fault === "cut" ? cut() : "answer", message: answer };
  }

  function drop(): "drop call" | "drop connection" | "leave" {
    const how = random();
    return how < 0.4 ? "drop call" : how < 0.7 ? "drop connection" : "leave";
  }

  function cut(): "cut, then end" | "cut, then drop call" | "cut, then drop connection" {
    const how = random();
    return how < 0.4 ? "cut, then end" : how < 0.7 ? "cut, then drop call" : "cut, then drop connection";
  }

  async function pass(path: string, message: Uint8Array) {
    try {
      return { do: "answer", message: await real.call(path, message) } as const;
    } catch (error) {
      if (!(error instanceof GrpcError)) throw error;
      return refusal(error.status, error.message);
    }
  }
}

function refusal(status: number, said: string) {
  return { do: "refuse", status, said } as const;
}
