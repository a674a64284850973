/**
 * Categorises a message by the model whose folder is the first argument, and prints what came out.
 *
 * @module
 */
import { derivedOf } from "../../../core/derived.ts";
import { categorize } from "../../../plugins/analytics/mod.ts";
import { pluginContext } from "../../support/plugin_context.ts";
import { say, talk } from "./support.ts";

const warnings: string[] = [];
const log = { debug() {}, info() {}, warn: (message: string) => void warnings.push(message) };
const derivation = categorize({ engine: "local", model: Deno.args[0], device: "gpu" });
const [made] = await derivation.derive([talk("c", [say("user", "some words")])], pluginContext({ log }));
console.log(JSON.stringify({ value: derivedOf(made.messages[0], "categories"), warnings }));
