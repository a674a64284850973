/**
 * Messages into DynamoDB Local, beside boto3's `batch_writer` on the same server.
 *
 * @module
 */
import { runningServer } from "../../scripts/services/running.ts";
import { atLeast, atMost, type Benchmark, number } from "../suite/benchmark.ts";
import { inTree } from "../suite/inputs.ts";
import { type Contender, interleave, medianOf } from "../suite/interleave.ts";
import { denoRun } from "../suite/readers.ts";
import { shownCommands, spread } from "../suite/show.ts";

/** The benchmark. */
export const dynamodb: Benchmark = {
  name: "dynamodb",
  summary: "messages into DynamoDB Local, beside boto3's batch_writer",
  async run({ quick, rounds, peers, say }) {
    const server = runningServer("dynamodb");
    if (!server) {
      const note = 'Not measured: start the server with "deno task services start dynamodb".';
      return { notes: [note], tables: [], targets: [], commands: [], measured: null };
    }
    const count = quick ? 5_000 : 100_000;
    const contenders: Contender[] = [{
      name: "threadloom, a whole run",
      command: denoRun("bench/dynamodb/write_messages.ts", server.url, String(count)),
    }];
    if (peers.boto3) {
      const command = [peers.boto3.python, inTree("bench/peers/boto3_batch_writer.py"), server.url, String(count)];
      contenders.push({ name: "boto3 batch_writer", command });
    }
    const results = await interleave(contenders, { rounds, say });
    const [ours, theirs] = results;
    for (const { name, output } of results) {
      if (output.items === ours.output.items) continue;
      throw new Error(`Cannot compare "${name}": it wrote ${output.items} items, ${ours.output.items} were expected`);
    }
    const cpu = (one: typeof ours) => medianOf(one, "cpuSeconds") / count * 1e6;
    const share = Number(ours.output.editUnits) / Number(ours.output.writeUnits) * 100;
    return {
      notes: [
        "The same number of items of the same sizes; the server works on the same machine and takes most of it. " +
        "threadloom's time is that of a whole run (source, fingerprints, diff, ledger), boto3's that of the writing alone.",
      ],
      tables: [{
        caption: `${number(count)} messages into a new table`,
        columns: [
          "contender",
          "seconds (fastest–slowest)",
          "messages/s",
          "client's µs of processor a message",
          "peak MB",
        ],
        rows: results.map((result) => [
          result.name,
          spread(result),
          number(count / result.seconds),
          number(cpu(result)),
          number(result.peakMb ?? NaN),
        ]),
      }],
      targets: [
        ...theirs
          ? [
            atLeast("messages/s, to boto3", theirs.seconds / ours.seconds, 2, "x"),
            atLeast("less processor time a message than boto3", cpu(theirs) / cpu(ours), 1.5, "x"),
          ]
          : [],
        atMost("1 % of the messages edited: write units to those of the first run", share, 3, " %"),
        atMost("a third run: write units", Number(ours.output.thirdUnits), 0, ""),
      ],
      commands: shownCommands(results),
      measured: results,
    };
  },
};
