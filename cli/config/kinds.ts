/**
 * Whether each plugin of a chain accepts what the one before it emits, and whether each sink has a name of its own.
 *
 * @module
 */
import type { Declaration, RecordKind } from "../../core/plugin.ts";
import { isTree, type PluginDraft, type TreeDraft } from "./draft.ts";
import { join, type Mistakes } from "./mistakes.ts";
import type { Prepared } from "./prepare.ts";

/** What is handed over at some place, and by whom. */
interface Before {
  name: string;
  kind: RecordKind;
  /** Name of the derivation that went before: only derivations and sinks may follow. */
  derivation?: string;
}

/** Checks a tree of transforms and sinks behind a source. */
export function checkKinds(
  tree: TreeDraft,
  source: Declaration | undefined,
  prepared: ReadonlyMap<PluginDraft, Prepared>,
  mistakes: Mistakes,
): void {
  const walk = (branch: TreeDraft, given: Before): void => {
    let before = given;
    if (before.derivation !== undefined && branch !== tree) {
      mistakes.add(
        branch.path,
        `branches behind the derivation "${before.derivation}", expected it inside each branch`,
      );
    }
    for (const link of branch.through) before = step(link, before);
    for (const one of branch.to) {
      if (isTree(one)) walk(one, before);
      else step(one, before);
    }
  };
  const step = (draft: PluginDraft, before: Before): Before => {
    const declaration = prepared.get(draft)?.declaration;
    const derivation = declaration?.kind === "derivation" ? declaration.name : before.derivation;
    if (before.derivation !== undefined && draft.slot === "through" && declaration?.kind !== "derivation") {
      mistakes.add(
        draft.path,
        `stands behind the derivation "${before.derivation}", expected it before: a derivation runs last`,
      );
    }
    if (!declaration) return { ...before, kind: "any", derivation };
    const { name, accepts, emits, kind, keeps } = declaration;
    if (accepts && before.kind !== "any" && !accepts.includes("any") && !accepts.includes(before.kind)) {
      mistakes.add(
        draft.path,
        `"${name}" accepts ${accepts.join(" or ")}, and "${before.name}" before it emits ${before.kind}`,
      );
    }
    return { name, kind: emits ?? (kind === "derivation" || keeps ? before.kind : "any"), derivation };
  };
  walk(tree, { name: source?.name ?? "the source", kind: source?.emits ?? "any" });
}

/** Two sinks of one name could not be told apart in reports and in the ledger. */
export function checkNames(
  sinks: readonly PluginDraft[],
  prepared: ReadonlyMap<PluginDraft, Prepared>,
  mistakes: Mistakes,
): void {
  const seen = new Map<string, string>();
  for (const draft of sinks) {
    const name = sinkName(draft, prepared.get(draft));
    if (name === undefined) continue;
    const first = seen.get(name);
    if (first === undefined) seen.set(name, draft.path);
    else {
      mistakes.add(
        draft.use === undefined ? draft.path : join(draft.path, "name"),
        `the sink is named ${JSON.stringify(name)} as ${first} is, expected a name of its own: name: "…"`,
      );
    }
  }
}

/** Also that of a sink with mistakes elsewhere, so that all are told at once. */
function sinkName(draft: PluginDraft, prepared: Prepared | undefined): string | undefined {
  const { value, declaration } = prepared ?? {};
  if (typeof value === "object" && value !== null && "name" in value) return String(value.name);
  if (value !== undefined || !declaration) return undefined;
  const given = draft.options?.name;
  if (given === undefined) return declaration.name;
  return typeof given === "string" ? given : undefined;
}
