/**
 * What is asked of a collection: as values, which GraphQL and gRPC each write in their own way.
 *
 * @module
 */

/** A condition that objects fit or do not fit. */
export type Where =
  | { readonly operator: "And" | "Or" | "Not"; readonly operands: readonly Where[] }
  | (Compared & { readonly path: string });

/** What a property is compared with. `Like` knows `*`; `ContainsAny` means one of them; dates are RFC 3339. */
export type Compared =
  | { readonly operator: "ContainsAny"; readonly texts: readonly string[] }
  | { readonly operator: "Equal" | "Like"; readonly text: string }
  | { readonly operator: "Equal"; readonly truth: boolean }
  | { readonly operator: "GreaterThan" | "GreaterThanEqual" | "LessThan"; readonly int: number }
  | { readonly operator: "GreaterThanEqual" | "LessThan"; readonly date: string };

/** Which objects, in which order. */
export interface Ask {
  readonly limit: number;
  /** The identifier behind which a listing goes on; "" for its start. Not beside a condition. */
  readonly after?: string;
  readonly where?: Where;
  readonly sort?: { readonly property: string; readonly order: "asc" | "desc" };
  readonly nearVector?: ArrayLike<number>;
  readonly bm25?: { readonly query: string; readonly properties: readonly string[] };
}

/** What of each object, besides its identifier. */
export interface Shown {
  readonly properties: readonly string[];
  readonly more?: readonly ("vector" | "score" | "distance")[];
}

/** An object that was found. */
export interface Found {
  readonly _additional: {
    readonly id: string;
    readonly vector?: readonly number[];
    readonly score?: string | number;
    readonly distance?: number;
  };
  readonly [property: string]: unknown;
}

/** All of these conditions; undefined where there are none. */
export function and(...conditions: (Where | undefined)[]): Where | undefined {
  const given = conditions.filter((one) => one !== undefined);
  return given.length > 0 ? join("And", given) : undefined;
}

/** The conditions, joined; one alone is itself. */
export function join(operator: "And" | "Or", operands: readonly Where[]): Where {
  return operands.length === 1 ? operands[0] : { operator, operands };
}

/** The opposite. */
export function not(operand: Where): Where {
  return { operator: "Not", operands: [operand] };
}

/** The property is one of these values; `id` is the object's identifier. */
export function oneOf(path: string, texts: readonly string[]): Where {
  return { path, operator: "ContainsAny", texts };
}

/** The property is true, or false. */
export function is(path: string, truth: boolean): Where {
  return { path, operator: "Equal", truth };
}
