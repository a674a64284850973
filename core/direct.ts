/**
 * Plugins that work hand in hand.
 *
 * @module
 */

/**
 * What a source, a transform and a file sink of one family say of themselves. Where a pipeline is made of one family
 * alone, nobody else sees the records between them: their contexts say `direct`, and they may hand one another what
 * suits them best, as long as the same comes out.
 */
export interface Direct {
  /** Made by the family's own module: nobody belongs to it by chance. */
  readonly family: symbol;
  /** The plugin's own `open`. Whoever wraps a plugin has another one, and is not of the family. */
  readonly standsFor: unknown;
}

/** True where all of these are of one family, unwrapped. */
export function isFamily(members: readonly object[]): boolean {
  const directs = members.map(directOf);
  return directs.length > 0 && directs.every((one) => one !== undefined && one.family === directs[0]!.family);
}

function directOf(member: object): Direct | undefined {
  const { direct, open } = member as { direct?: Direct; open?: unknown };
  return direct !== undefined && direct.standsFor === open ? direct : undefined;
}
