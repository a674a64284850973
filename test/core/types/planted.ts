import { from } from "../../../mod.ts";
import { memoryStore } from "../../../plugins/memory/mod.ts";

// This fits: the expectation below is wrong, and the checker has to say so.
// @ts-expect-error -- planted
from([{ id: "a" }]).to(memoryStore<{ id: string }>());
