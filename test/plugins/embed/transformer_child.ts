/**
 * Embeds some texts by the transformer whose folder is the first argument, and prints what came out.
 *
 * @module
 */
import { derivedOf } from "../../../core/derived.ts";
import type { Embedding } from "../../../core/conversation.ts";
import { embed } from "../../../plugins/embed/mod.ts";
import { pluginContext } from "../../support/plugin_context.ts";
import { conversation } from "./support.ts";

const said = [
  "The cat sleeps on the sofa.",
  "A kitten naps on the couch.",
  "Interest rates went up.",
  Array.from({ length: 700 }, (_, i) => `word${i % 7}`).join(" "),
];
const plugin = embed({ engine: "transformers", model: Deno.args[0], cache: false, device: "gpu" });
const [made] = await plugin.derive([conversation("a", ...said)], pluginContext());
const [cat, kitten, rates, long] = made.messages.map((one) => derivedOf<Embedding>(one, "embedding")!);
const dot = (a: Embedding, b: Embedding) => a.vector.reduce((sum, value, i) => sum + value * b.vector[i], 0);
console.log(JSON.stringify({
  width: cat.vector.length,
  model: cat.model,
  near: dot(cat, kitten),
  far: dot(cat, rates),
  length: Math.hypot(...long.vector),
}));
