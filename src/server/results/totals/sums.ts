/** Sums without losing digits. */

/** A sum of doubles with the error of every addition kept (Neumaier). */
export class DoubleSum {
  #sum = 0;
  #rest = 0;

  add(value: number): void {
    const sum = this.#sum + value;
    this.#rest += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - sum + value : value - sum + this.#sum;
    this.#sum = sum;
  }

  /** The same for many, without a call for each. */
  addRun(values: Float64Array | Float32Array, from: number, to: number): void {
    let sum = this.#sum;
    let rest = this.#rest;
    for (let index = from; index < to; index++) {
      const value = values[index] ?? 0;
      const next = sum + value;
      rest += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    }
    this.#sum = sum;
    this.#rest = rest;
  }

  get value(): number {
    // Once the sum is infinite the rest is not a number.
    return Number.isFinite(this.#sum) ? this.#sum + this.#rest : this.#sum;
  }
}

/** A sum of integers and decimals of any scale. */
export class ExactSum {
  #unscaled = 0n;
  #scale = 0;

  add(unscaled: bigint, scale: number): void {
    const common = Math.max(scale, this.#scale);
    this.#unscaled = rescaled(this.#unscaled, this.#scale, common) + rescaled(unscaled, scale, common);
    this.#scale = common;
  }

  get unscaled(): bigint {
    return this.#unscaled;
  }

  get scale(): number {
    return this.#scale;
  }
}

export function rescaled(unscaled: bigint, from: number, to: number): bigint {
  return to === from ? unscaled : unscaled * 10n ** BigInt(to - from);
}

/** Compares `one · 10^-oneScale` with `other · 10^-otherScale`. */
export function compareExact(one: bigint, oneScale: number, other: bigint, otherScale: number): number {
  const common = Math.max(oneScale, otherScale);
  const [left, right] = [rescaled(one, oneScale, common), rescaled(other, otherScale, common)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Digits of an average beyond those of the sum. */
const AVERAGE_DIGITS = 6;

/** `unscaled · 10^-scale / count`, rounded half away from zero, without trailing zeros. */
export function exactAverage(unscaled: bigint, scale: number, count: bigint): { readonly unscaled: bigint; readonly scale: number } {
  let digits = Math.max(scale, 0) + AVERAGE_DIGITS;
  const dividend = rescaled(unscaled, scale, digits);
  const half = dividend < 0n ? -count : count;
  let quotient = (dividend * 2n + half) / (count * 2n);
  while (digits > 0 && quotient % 10n === 0n) {
    quotient /= 10n;
    digits--;
  }
  return { unscaled: quotient, scale: digits };
}
