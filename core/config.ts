/**
 * What a config file is made of: its shape as people write it, and the types that say at its own place what is wrong
 * with one written in TypeScript.
 *
 * Which plugins come with threadloom is not known here: the types are given a `Plugins` map (name → what it takes).
 *
 * @module
 */
import type { PipelineSettings } from "./pipeline_settings.ts";
import type { Out, Pipeline, Sink } from "./chain.ts";
import type { Context } from "./context.ts";
import type { Ledger } from "./ledger.ts";
import type { Source } from "./source.ts";
import type { Derivation, TransformObject } from "./transform.ts";

/** A value that is taken from the environment when the config is loaded; in JSON and YAML `{ "env": "NAME" }`. */
export interface EnvValue {
  readonly env: string;
}

/**
 * The value of an environment variable, read when the config is loaded. Fits any option that is a text, a number or
 * true/false.
 *
 * @throws {TypeError} when `name` is no name that a variable can have
 */
export function env(name: string): EnvValue {
  if (!ENV_NAME.test(name)) {
    throw new TypeError(`Cannot take "${name}" from the environment: expected letters, digits and _, no digit first`);
  }
  return { env: name };
}

/** What environment variables can be called. */
export const ENV_NAME: RegExp = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A record of which nothing is known before it is there: it fits every plugin and is checked at the sink. */
export interface Anything {
  readonly [ANYTHING]: true;
}
declare const ANYTHING: unique symbol;

/** The type of a place where something wrong stands; its text says what. */
export interface Mistake<Says extends string> {
  readonly [MISTAKE]: Says;
}
declare const MISTAKE: unique symbol;

/** A plugin of somebody else: a module with its factory, `./my_source.ts#factory` where it has several. */
export type ModuleName = `.${string}` | `/${string}` | `${"file" | "npm" | "http" | "https"}:${string}`;

/** Plugins by name: what `use` may say and what then stands beside it. */
export interface Plugins {
  /** name → options, and the record it hands over. */
  sources: object;
  /** name → options, and the record it leaves: `"same"`, or `Anything`. */
  transforms: object;
  /** name → options, and the record it takes. */
  sinks: object;
  /** name → options. */
  ledgers: object;
}

/** What stands beside a pipeline's plugins. */
export interface ConfigSettings extends PipelineSettings {
  /** One line on what it is for. */
  readonly summary?: string;
}

/** A config `C` with every mistake in it marked at its place. */
export type CheckedConfig<C, M extends Plugins> =
  & {
    readonly $schema?: string;
    readonly pipelines: C extends { readonly pipelines: infer P }
      ? { readonly [N in keyof P]: CheckedPipeline<P[N], Exclude<keyof P, N>, M> }
      : { readonly [name: string]: object };
  }
  & Unknown<C, "$schema" | "pipelines", "a config">;

type CheckedPipeline<G, Others, M extends Plugins> = G extends Pipeline ? unknown
  :
    & { readonly [K in keyof ConfigSettings]: ConfigSettings[K] | Mistake<`not what ${K} takes`> }
    & {
      readonly source: G extends { readonly source: infer S } ? CheckedSource<S, Others, M> : object;
      readonly ledger?: G extends { readonly ledger: infer L } ? CheckedLedger<L, M> : object;
    }
    & CheckedTree<G, RecordOf<Field<G, "source">, M>, M>
    & Unknown<G, keyof ConfigSettings | "source" | "ledger" | "through" | "to", "a pipeline">;

/** `through` and `to` of a pipeline or a branch that is given `T`. */
interface CheckedTree<G, T, M extends Plugins> {
  readonly through?: G extends { readonly through: infer L } ? CheckedLinks<L, T, M> : readonly object[];
  readonly to: G extends { readonly to: infer S } ? CheckedSinks<S, After<Field<G, "through">, T, M>, M>
    : object;
}

type CheckedSource<S, Others, M extends Plugins> = S extends { readonly kind: "source" } ? unknown
  : S extends { readonly pipeline: unknown } ?
      & { readonly pipeline: Others | Mistake<"no other pipeline is called that">; readonly sink?: string }
      & Unknown<S, "pipeline" | "sink", "a feed">
  : CheckedUse<S, M["sources"], "source">;

type CheckedLedger<L, M extends Plugins> = L extends Ledger ? unknown : CheckedUse<L, M["ledgers"], "ledger">;

type CheckedLinks<L, T, M extends Plugins> = L extends readonly [infer H, ...infer R]
  ? readonly [CheckedLink<H, T, M>, ...CheckedRest<R, Next<H, T, M>, M>]
  : L extends readonly [] ? readonly []
  : readonly object[];
type CheckedRest<R, T, M extends Plugins> = R extends readonly [infer H, ...infer More]
  ? [CheckedLink<H, T, M>, ...CheckedRest<More, Next<H, T, M>, M>]
  : [];

type CheckedLink<H, T, M extends Plugins> = H extends Made | ((record: never, context: Context) => unknown)
  ? Fits<T, AcceptedBy<H>> extends true ? unknown
  : H extends Made ? TransformObject<T, unknown> | Derivation<T & object, never>
  : (record: T, context: Context) => unknown
  : CheckedUse<H, M["transforms"], "transform">;

/** Made by a plugin's factory, or by `through(…).to(…)`. */
interface Made {
  readonly kind: string;
}

type CheckedSinks<S, T, M extends Plugins> = S extends readonly unknown[]
  ? { readonly [I in keyof S]: CheckedSink<S[I], T, M> }
  : CheckedSink<S, T, M>;

type CheckedSink<S, T, M extends Plugins> = S extends Made ? Fits<T, AcceptedBy<S>> extends true ? unknown : Sink<T>
  : S extends { readonly to: unknown }
    ? { readonly when?: string } & CheckedTree<S, T, M> & Unknown<S, "when" | "through" | "to", "a branch">
  : S extends { readonly use: infer U extends keyof M["sinks"] }
    ? Fits<T, Field<M["sinks"][U], "accepts">> extends true ? CheckedUse<S, M["sinks"], "sink">
    : { readonly use: Mistake<`"${U & string}" does not take what is handed to it here`> }
  : CheckedUse<S, M["sinks"], "sink">;

/** `{ use, …options }` by the options of the plugin that `use` names. */
type CheckedUse<G, Known, Kind extends string> = G extends { readonly use: infer U extends keyof Known }
  ? { readonly use: U } & OrEnv<Field<Known[U], "options">> & Unknown<G, "use" | KeysOf<Field<Known[U], "options">>, U>
  : G extends { readonly use: ModuleName } ? { readonly use: ModuleName; readonly [option: string]: unknown }
  : { readonly use: (keyof Known & string) | ModuleName | Mistake<`no ${Kind} is called that`> };

/** Options, each of which may be taken from the environment where it is a text, a number or true/false. */
type OrEnv<V> = V extends string | number | boolean ? V | EnvValue
  : V extends (...args: never) => unknown ? V
  : V extends readonly (infer E)[] ? readonly OrEnv<E>[]
  : V extends object ? { readonly [K in keyof V]: OrEnv<V[K]> }
  : V;

/** Keys that are not known are mistakes; the message names them. */
type Unknown<G, Known, Of> = {
  readonly [K in Exclude<keyof G, Known>]: Mistake<`"${K & string}" is unknown to ${Of & string}`>;
};

type KeysOf<O> = O extends object ? keyof O : never;
type Field<G, K extends string> = G extends { readonly [F in K]: infer V } ? V : undefined;

/** The record a source hands over. */
type RecordOf<S, M extends Plugins> = S extends Source<infer T> ? Known<T>
  : S extends { readonly use: infer U extends keyof M["sources"] } ? Field<M["sources"][U], "record">
  : Anything;

/** The record behind a list of links. */
type After<L, T, M extends Plugins> = L extends readonly [infer H, ...infer R] ? After<R, Next<H, T, M>, M>
  : L extends readonly [] | undefined ? T
  : Anything;

/** The record behind one link. */
type Next<H, T, M extends Plugins> = H extends Derivation<never, infer U> ? Known<U>
  : H extends TransformObject<never, infer U> ? Known<U>
  : H extends (record: never, context: Context) => infer R ? Known<Out<R>>
  : H extends { readonly use: infer U extends keyof M["transforms"] }
    ? Field<M["transforms"][U], "leaves"> extends "same" ? T : Anything
  : Anything;

type Known<T> = unknown extends T ? Anything : T;

type AcceptedBy<H> = H extends (record: infer A, context: Context) => unknown ? A
  : H extends { readonly accepted?: (record: infer A) => void } ? A
  : unknown;

type Fits<T, A> = [T] extends [Anything] ? true : [T] extends [A] ? true : false;
