/**
 * The tree of a pipeline, taken apart: one leaf per sink, with everything that lies between it and the source.
 *
 * @module
 */
import { canonical } from "../fingerprint.ts";
import { type Branch, isDerivation, type Link, type Pipeline, type Sink } from "../chain.ts";
import { type Declaration, isPlugin, PLUGIN, type RecordKind } from "../plugin.ts";
import type { FileSink, Store } from "../sink.ts";
import type { Derivation, TransformObject } from "../transform.ts";

/** A sink at the end of its path. */
export interface Leaf {
  name: string;
  sink: Store<unknown> | FileSink<unknown>;
  /** Everything from the source to the sink, in order. */
  links: Link[];
  derivations: Derivation<unknown, unknown>[];
  /** True when a transform on the path looks across units. */
  across: boolean;
  /** True when a transform on the path is a plain function, whose meaning lies in the program's code. */
  inline: boolean;
}

/** A stretch of transforms that several sinks share, and what follows it. */
export interface Fork {
  links: Exclude<Link, Derivation<never, never>>[];
  leaves: number[];
  forks: Fork[];
}

/** The leaves in the order written, and the tree that leads to them. */
export function takeApart(pipeline: Pipeline): { root: Fork; leaves: Leaf[] } {
  const leaves: Leaf[] = [];
  const visit = (branch: Branch<never>, before: Link[]): Fork => {
    const links = [...before, ...branch.links];
    const fork: Fork = {
      links: branch.links.filter((link): link is Exclude<Link, Derivation<never, never>> => !isDerivation(link)),
      leaves: [],
      forks: [],
    };
    for (const sink of branch.sinks as readonly Sink<never>[]) {
      if (sink.kind === "branch") {
        if (links.some(isDerivation)) {
          throw new TypeError(
            "Cannot branch behind a derivation: it runs after all transforms; put it into each branch",
          );
        }
        fork.forks.push(visit(sink as Branch<never>, links));
      } else {
        fork.leaves.push(leaves.length);
        leaves.push(leaf(sink as unknown as Store<unknown> | FileSink<unknown>, links));
      }
    }
    return fork;
  };
  const root = visit(pipeline.tree, []);
  checkNames(leaves);
  checkPlaces(leaves);
  for (const one of leaves) checkKinds(pipeline, one);
  return { root, leaves };
}

function leaf(sink: Store<unknown> | FileSink<unknown>, links: Link[]): Leaf {
  return {
    name: sink.name,
    sink,
    links,
    derivations: links.filter(isDerivation) as unknown as Derivation<unknown, unknown>[],
    across: links.some((link) => typeof link === "object" && link.kind === "transform" && link.across === true),
    inline: links.some((link) => !isPlugin(link)),
  };
}

function checkNames(leaves: Leaf[]): void {
  const seen = new Set<string>();
  for (const { name } of leaves) {
    if (seen.has(name)) {
      throw new TypeError(
        `Cannot use two sinks named "${name}" in one pipeline: give each a name of its own (option "name")`,
      );
    }
    seen.add(name);
  }
}

/** Two sinks that write one file would each replace what the other wrote; stores share a place, each with its scopes. */
function checkPlaces(leaves: Leaf[]): void {
  const seen = new Map<string, string>();
  for (const { name, sink } of leaves) {
    const { declaration, options } = sink[PLUGIN];
    if (sink.kind !== "file" || sink.standardOutput) continue;
    const where = Object.entries(options ?? {}).filter(([option]) =>
      declaration.roles?.[option] === "location" || declaration.roles?.[option] === "secret"
    );
    if (where.length === 0) continue;
    const place = canonical([declaration.name, where]);
    const other = seen.get(place);
    if (other !== undefined) {
      throw new TypeError(
        `Cannot use two sinks that write to one place: "${other}" and "${name}" would replace each other's files; ` +
          "give each a place of its own, or lead both branches into one sink",
      );
    }
    seen.set(place, name);
  }
}

/** Checks that what one declaration emits is what the next accepts, where both say so. */
function checkKinds(pipeline: Pipeline, { links, sink }: Leaf): void {
  let from = declarationOf(pipeline.source);
  let kind: RecordKind = from?.emits ?? "any";
  for (const link of [...links, sink]) {
    const next = declarationOf(link);
    if (next?.accepts && kind !== "any" && !next.accepts.includes("any") && !next.accepts.includes(kind)) {
      throw new TypeError(
        `Cannot put "${next.name}" behind "${from?.name}": it accepts ${
          next.accepts.join(" or ")
        }, and is given ${kind}`,
      );
    }
    kind = next?.emits ?? (next?.kind === "derivation" || next?.keeps ? kind : "any");
    if (next) from = next;
  }
}

/** The declaration a value was made from, if a plugin's factory made it. */
export function declarationOf(value: unknown): Declaration<never> | undefined {
  return isPlugin(value) ? value[PLUGIN].declaration : undefined;
}

/** The name a link has in reports. */
export function nameOf(link: Link, position: number): string {
  return (link as { name?: string }).name || (typeof link === "function" ? `transform ${position + 1}` : "transform");
}

/** True for transforms made by a plugin's factory that keep something between records. */
export function isTransformObject(link: Link): link is TransformObject<never, unknown> {
  return typeof link === "object" && link.kind === "transform";
}
