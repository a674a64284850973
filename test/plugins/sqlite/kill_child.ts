/**
 * Edits the first message of conversation `c` in the store given first, and is killed at the effect given second.
 *
 * @module
 */
import { changeTo, conversation, message, openStore } from "./support.ts";

const [path, effect] = Deno.args;
let armed = false;
const open = await openStore(path, (name) => {
  if (armed && name === effect) Deno.kill(Deno.pid, "SIGKILL");
});
armed = true;
const edited = conversation("c", [message("a", "edited"), message("b", "second words")]);
await open.write([await changeTo(open, edited)]);
