/**
 * The canonical thread: the one line through the tree that a reader saw last.
 *
 * @module
 */
import { byTime, type TreeNode } from "./tree.ts";

/**
 * The nodes of the canonical thread, first to last, nodes without a message included.
 *
 * 1. It ends at `current_node`. If that is not a leaf, it goes on to the newest child, again and again.
 * 2. If `current_node` is missing, dangling, or no message lies above or below it, the newest message takes its place;
 *    if no message has a time, the last leaf in file order, which is all that is left to go by: the one case in which
 *    the key order of `mapping`, which may change between two exports, decides.
 * 3. From the end the parents are followed up to a root, an unknown id or a node seen before.
 *
 * "Newest" is by creation time, then by the place in the parent's list of children, then by key. Times never order
 * the thread itself: servers have written them inverted.
 */
export function canonicalThread(nodes: TreeNode[], currentNode: unknown): TreeNode[] {
  const current = typeof currentNode === "string" ? nodes.find((node) => node.key === currentNode) : undefined;
  if (current !== undefined) {
    const thread = through(current);
    if (thread.some((node) => node.message !== undefined)) return thread;
  }
  const end = newestMessage(nodes) ?? lastLeaf(nodes);
  return end === undefined ? [] : through(end);
}

/** The line from the root through a node down to a leaf. */
function through(node: TreeNode): TreeNode[] {
  const line = [node];
  const seen = new Set(line);
  for (let up = node.parent; up !== undefined && !seen.has(up); up = up.parent) {
    line.push(up);
    seen.add(up);
  }
  line.reverse();
  for (let at: TreeNode | undefined = node; at !== undefined;) {
    let next: TreeNode | undefined;
    for (const child of at.children) {
      if (!seen.has(child) && (next === undefined || newer(child, next))) next = child;
    }
    if (next !== undefined) {
      line.push(next);
      seen.add(next);
    }
    at = next;
  }
  return line;
}

function newer(a: TreeNode, b: TreeNode): boolean {
  if (a.time !== b.time) return a.time > b.time;
  if (a.rank !== b.rank) return a.rank > b.rank;
  return a.key > b.key;
}

function newestMessage(nodes: TreeNode[]): TreeNode | undefined {
  let newest: TreeNode | undefined;
  for (const node of nodes) {
    if (node.time >= 0 && (newest === undefined || byTime(node, newest) > 0)) newest = node;
  }
  return newest;
}

/** The last message in file order that nothing answers; in a ring, where all are answered, the last message. */
function lastLeaf(nodes: TreeNode[]): TreeNode | undefined {
  const holds = (node: TreeNode) => node.message !== undefined;
  return nodes.findLast((node) => holds(node) && node.children.length === 0) ?? nodes.findLast(holds);
}
