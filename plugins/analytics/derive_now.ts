/**
 * A derivation in the midst of a chain.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import { PLUGIN } from "../../core/plugin.ts";
import type { Derivation, TransformObject } from "../../core/transform.ts";

/**
 * The derivation as a transform: what it adds is there for the transforms behind it, `analyze` first of all. It is asked
 * about every conversation of every run; what its cache holds costs nothing, what no cache holds is paid for again.
 */
export function deriveNow(
  derivation: Derivation<Conversation, Conversation>,
): TransformObject<Conversation, Conversation> {
  return {
    kind: "transform",
    name: derivation.name,
    [PLUGIN]: derivation[PLUGIN],
    open: (context) => ({
      async apply(conversation) {
        const [made] = await derivation.derive([conversation], context);
        return made;
      },
    }),
  };
}
