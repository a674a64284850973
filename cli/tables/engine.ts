/**
 * Flags that choose what makes vectors. Data only; it is read at every start.
 *
 * @module
 */
import { checkPositive } from "../checks.ts";
import type { Flag } from "../command.ts";

/** Engines, as `embed` names them. */
export const ENGINES = ["hashed", "static", "transformers", "openai"] as const;

/** Flags that choose the engine. */
export const ENGINE_FLAGS: readonly Flag[] = [
  {
    name: "embed-engine",
    value: "NAME",
    choices: ENGINES,
    summary: "what makes the vectors of the index, remembered by the folder; hashed compares words and their parts",
    default: "the folder's, at first hashed",
  },
  { name: "embed-model", value: "MODEL", summary: "its model: a name at the server, or a local model's folder" },
  { name: "embed-url", value: "URL", summary: "with openai: a server that speaks its protocol (key: OPENAI_API_KEY)" },
  { name: "embed-dimensions", value: "N", summary: "width of the vectors, where the engine can", check: checkPositive },
];
