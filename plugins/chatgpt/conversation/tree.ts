/**
 * The tree of nodes of one conversation, whatever the export left of it.
 *
 * Nothing here recurses, and no order here depends on the key order of `mapping`, which differs between two exports of
 * one conversation.
 *
 * @module
 */
import type { Json, JsonObject } from "../../../core/conversation.ts";
import { asObject, isObject } from "./raw.ts";
import { readTime } from "./times.ts";

/** One entry of `mapping`. */
export interface TreeNode {
  /** The key in `mapping`: trusted over the node's own `id`. */
  readonly key: string;
  readonly raw: JsonObject;
  /** The raw message; undefined for a node without one. */
  readonly message: Json | undefined;
  /** The message's creation time in epoch milliseconds; -1 without one: older than any. */
  readonly time: number;
  parent: TreeNode | undefined;
  readonly children: TreeNode[];
  /** Place in the parent's list of children, where the export has one; else -1. */
  rank: number;
}

const NO_NODE: JsonObject = Object.freeze({});

/**
 * Nodes with their parents and children, in file order. A `parent` that is in the map wins; where it is missing, null or dangling,
 * the node that lists this one in `children` takes its place. There may be cycles, and several roots.
 */
export function buildTree(mapping: JsonObject): TreeNode[] {
  const keys = Object.keys(mapping);
  const nodes: TreeNode[] = [];
  const byKey = new Map<string, TreeNode>();
  for (const key of keys) {
    const raw = asObject(mapping[key]) ?? NO_NODE;
    const message = raw.message ?? undefined;
    const time = isObject(message) ? readTime(message.create_time).at ?? -1 : -1;
    const node: TreeNode = { key, raw, message, time, parent: undefined, children: [], rank: -1 };
    nodes.push(node);
    byKey.set(key, node);
  }
  let orphans = 0;
  for (const node of nodes) {
    const parent = typeof node.raw.parent === "string" ? byKey.get(node.raw.parent) : undefined;
    if (parent === undefined || parent === node) orphans++;
    else node.parent = parent;
  }
  readChildren(nodes, byKey, orphans > 1);
  for (const node of nodes) node.parent?.children.push(node);
  return nodes;
}

/** Ranks from the lists of children; `adopt` also gives parentless nodes the (least) node that lists them. */
function readChildren(nodes: TreeNode[], byKey: Map<string, TreeNode>, adopt: boolean): void {
  const adopted = new Set<TreeNode>();
  for (const node of nodes) {
    const listed = node.raw.children;
    if (!Array.isArray(listed)) continue;
    for (let i = 0; i < listed.length; i++) {
      const id = listed[i];
      const child = typeof id === "string" ? byKey.get(id) : undefined;
      if (child === undefined || child === node) continue;
      const free = child.parent === undefined || (adopted.has(child) && node.key < child.parent.key);
      if (adopt && free) {
        child.parent = node;
        child.rank = i;
        adopted.add(child);
      } else if (child.parent === node && child.rank < 0) child.rank = i;
    }
  }
}

/** Order of nodes in time, then by key: never the order of the file. */
export function byTime(a: TreeNode, b: TreeNode): number {
  return a.time - b.time || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

/** One message off the thread with the nearest message above it. */
export interface Placed {
  node: TreeNode;
  parent: string | undefined;
}

/**
 * All nodes with a message that are not on the thread: depth first, children in order of time, then key. A cycle is
 * cut above its oldest node (the one the thread runs through, above the thread's first). Cuts parents in `nodes`.
 */
export function offThread(nodes: TreeNode[], thread: TreeNode[]): Placed[] {
  const on = new Set(thread);
  let missing = 0;
  for (const node of nodes) if (node.message !== undefined && !on.has(node)) missing++;
  if (missing === 0) return [];
  if (thread.length > 0) thread[0].parent = undefined;
  cutCycles(nodes);
  const placed: Placed[] = [];
  const stack: Placed[] = [];
  const push = (level: TreeNode[], parent: string | undefined) => {
    level.sort(byTime);
    for (let i = level.length - 1; i >= 0; i--) stack.push({ node: level[i], parent });
  };
  push(nodes.filter((node) => node.parent === undefined), undefined);
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { node, parent } = at;
    if (node.message !== undefined && !on.has(node)) placed.push(at);
    // A child whose parent was cut is a root of its own.
    push(node.children.filter((child) => child.parent === node), node.message === undefined ? parent : node.key);
  }
  return placed;
}

function cutCycles(nodes: TreeNode[]): void {
  const walkOf = new Map<TreeNode, number>();
  for (let walk = 0; walk < nodes.length; walk++) {
    let node: TreeNode | undefined = nodes[walk];
    while (node !== undefined && !walkOf.has(node)) {
      walkOf.set(node, walk);
      node = node.parent;
    }
    if (node === undefined || walkOf.get(node) !== walk) continue;
    let oldest: TreeNode = node;
    for (let next = node.parent; next !== undefined && next !== node; next = next.parent) {
      if (byTime(next, oldest) < 0) oldest = next;
    }
    oldest.parent = undefined;
  }
}
