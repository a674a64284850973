/**
 * `from(source).through(transform).to(sink)`: pipelines as expressions, typed from end to end.
 *
 * @module
 */
import type { Context } from "./context.ts";
import { iterableSource } from "./iterable_source.ts";
import type { FileSink, Store } from "./sink.ts";
import type { Source } from "./source.ts";
import type { Derivation, Drop, TransformObject } from "./transform.ts";

/** What a transform's result becomes for the next one: arrays are opened, drops and nothing vanish. */
export type Out<R> = Leaf<Awaited<R>>;
type Leaf<A> = A extends readonly (infer E)[] ? E : A extends Drop | undefined | null | void | false ? never : A;

/** One link of a chain. The types are checked where it is added. */
export type Link =
  | ((record: never, context: Context) => unknown)
  | TransformObject<never, unknown>
  | Derivation<never, never>;

/** Where records may go: a store, a file sink, or a branch with its own transforms. */
export type Sink<T> = Store<T> | FileSink<T> | Branch<T>;

/** Transforms and sinks without a source: a part of a pipeline that is itself a sink. */
export interface Branch<T> {
  readonly kind: "branch";
  readonly links: readonly Link[];
  readonly sinks: readonly Sink<never>[];
  /** Only for the type checker. */
  readonly accepted?: (record: T) => void;
}

/** A source with a tree of transforms and sinks; a value, run by `run`. */
export interface Pipeline {
  readonly kind: "pipeline";
  readonly source: Source<unknown>;
  readonly tree: Branch<never>;
  /** Fingerprint of the options it was built from: inline functions may have captured them. */
  readonly captured?: string;
}

/** The part of a chain that takes further transforms; `I` goes in, `T` comes out. */
export interface Chain<I, T, P> {
  /** A function of one record: returns a record, many, or nothing. */
  through<R>(transform: (record: T, context: Context) => R): Chain<I, Out<R>, P>;
  /** A derivation: adds fields after the diff; nothing may follow it but sinks and further derivations. */
  through<U extends T>(derivation: Derivation<T, U>): Chain<I, U, P>;
  /** A transform made by a plugin. */
  through<U>(transform: TransformObject<T, U>): Chain<I, U, P>;
  /** Ends the chain. Sinks are written in this order. */
  to(...sinks: [Sink<T>, ...Sink<T>[]]): P;
}

/** Starts a pipeline: with a source, or with anything that can be iterated (whose records have no keys). */
export function from<T>(source: Source<T> | AsyncIterable<T> | Iterable<T>): Chain<T, T, Pipeline> {
  const opened = isSource<T>(source) ? source : iterableSource(source);
  return chain<T, T, Pipeline>([], (tree) => Object.freeze({ kind: "pipeline", source: opened, tree }));
}

/** Starts a branch: `through(f).to(sink)` is a sink for what `f` takes. */
export function through<I, R>(transform: (record: I, context: Context) => R): Chain<I, Out<R>, Branch<I>>;
export function through<I, U extends I>(derivation: Derivation<I, U>): Chain<I, U, Branch<I>>;
export function through<I, U>(transform: TransformObject<I, U>): Chain<I, U, Branch<I>>;
export function through<I, U>(link: unknown): Chain<I, U, Branch<I>> {
  return chain<I, U, Branch<I>>([checked(link)], (tree) => tree as unknown as Branch<I>);
}

function chain<I, T, P>(links: readonly Link[], end: (tree: Branch<never>) => P): Chain<I, T, P> {
  return {
    through(link: unknown) {
      const next = checked(link);
      const last = links.at(-1);
      if (last && isDerivation(last) && !isDerivation(next)) {
        throw new TypeError(
          `Cannot add a transform behind "${last.name}": it is a derivation, which runs after all transforms; put it last`,
        );
      }
      return chain<I, never, P>([...links, next], end);
    },
    to(...sinks: Sink<T>[]) {
      if (sinks.length === 0) {
        throw new TypeError(`Cannot end the pipeline: to() was given no sink, expected at least one`);
      }
      const tree = { kind: "branch" as const, links, sinks: sinks as unknown as Sink<never>[] };
      return end(Object.freeze(tree) as Branch<never>);
    },
  } as Chain<I, T, P>;
}

function checked(link: unknown): Link {
  if (typeof link === "function") return link as Link;
  const kind = (link as { kind?: unknown } | null | undefined)?.kind;
  if (kind === "transform" || kind === "derivation") return link as Link;
  throw new TypeError(
    `Cannot add "${String(kind ?? link)}" to the chain: expected a function, a transform or a derivation`,
  );
}

/** True for derivations. */
export function isDerivation(link: Link): link is Derivation<never, never> {
  return typeof link === "object" && link.kind === "derivation";
}

function isSource<T>(value: object): value is Source<T> {
  return "kind" in value && value.kind === "source";
}
