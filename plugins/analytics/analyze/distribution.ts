/**
 * Mean and quantiles of many numbers in bounded memory.
 *
 * @module
 */

/** Up to so many values quantiles are exact. */
export const EXACT_VALUES = 20_000;
/** Beyond, values share a bucket with those that are within this share of them: half of it is the greatest error. */
const WIDTH = 1.01;
const LOG_WIDTH = Math.log(WIDTH);

/** Mean and quantiles; null where there are no values. */
export interface Quantities {
  count: number;
  mean: number | null;
  median: number | null;
  p90: number | null;
}

/**
 * Numbers from 0 up. The same values give the same answers, in whatever order they come. Up to 20,000 of them quantiles
 * are exact (the smallest value that at least that share of all values does not exceed); with more they are off by half a
 * percent at most. The mean is exact.
 */
export class Distribution {
  #values: number[] | undefined = [];
  #buckets = new Map<number, number>();
  #count = 0;
  #sum = 0;

  get count(): number {
    return this.#count;
  }

  /** Takes a whole number, 0 or more. */
  add(value: number): void {
    this.#count++;
    this.#sum += value;
    if (this.#values) {
      this.#values.push(value);
      if (this.#values.length > EXACT_VALUES) this.#spill();
    } else this.#fill(value, 1);
  }

  /** Takes all that another holds, which stays as it is. */
  merge(other: Distribution): void {
    this.#count += other.#count;
    this.#sum += other.#sum;
    if (this.#values && (!other.#values || this.#count > EXACT_VALUES)) this.#spill();
    if (other.#values) {
      for (const value of other.#values) {
        if (this.#values) this.#values.push(value);
        else this.#fill(value, 1);
      }
    } else for (const [bucket, count] of other.#buckets) this.#bump(bucket, count);
  }

  /** All at once, divided by `unit`, to a thousandth. */
  quantities(unit = 1): Quantities {
    if (this.#count === 0) return { count: 0, mean: null, median: null, p90: null };
    const scaled = (value: number): number => Math.round(value / unit * 1000) / 1000;
    this.#values?.sort((a, b) => a - b);
    const [median, p90] = [0.5, 0.9].map((share) => scaled(this.#at(share)));
    return { count: this.#count, mean: scaled(this.#sum / this.#count), median, p90 };
  }

  #at(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    if (this.#values) return this.#values[rank - 1];
    let seen = 0;
    for (const bucket of [...this.#buckets.keys()].sort((a, b) => a - b)) {
      seen += this.#buckets.get(bucket)!;
      if (seen >= rank) return bucket < 0 ? 0 : Math.exp((bucket + 0.5) * LOG_WIDTH);
    }
    return 0;
  }

  #spill(): void {
    for (const value of this.#values ?? []) this.#fill(value, 1);
    this.#values = undefined;
  }

  #fill(value: number, count: number): void {
    this.#bump(value < 1 ? -1 : Math.floor(Math.log(value) / LOG_WIDTH), count);
  }

  #bump(bucket: number, count: number): void {
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
  }
}
