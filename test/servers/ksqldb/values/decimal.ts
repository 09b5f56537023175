/** An exact number: `unscaled` × 10^-`scale`. */
export class Decimal {
  constructor(
    readonly unscaled: bigint,
    readonly scale: number,
  ) {}

  /** @param text digits with an optional sign, point and exponent */
  static parse(text: string): Decimal | undefined {
    const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/u.exec(text.trim());
    if (!found || (found[2] ?? '') + (found[3] ?? '') === '') return undefined;
    const [, sign, whole = '', part = '', exponent = '0'] = found;
    const scale = part.length - Number(exponent);
    const unscaled = BigInt(`${whole}${part}`) * (sign === '-' ? -1n : 1n);
    return scale >= 0 ? new Decimal(unscaled, scale) : new Decimal(unscaled * 10n ** BigInt(-scale), 0);
  }

  /** Half up, as the server rounds. */
  rescale(scale: number): Decimal {
    if (scale >= this.scale) return new Decimal(this.unscaled * 10n ** BigInt(scale - this.scale), scale);
    const by = 10n ** BigInt(this.scale - scale);
    const away = this.unscaled < 0n ? -1n : 1n;
    const rest = (this.unscaled % by) * away;
    return new Decimal(this.unscaled / by + (rest * 2n >= by ? away : 0n), scale);
  }

  get digits(): number {
    return (this.unscaled < 0n ? -this.unscaled : this.unscaled).toString().length;
  }

  toNumber(): number {
    return Number(this.toString());
  }

  toString(): string {
    const sign = this.unscaled < 0n ? '-' : '';
    const digits = (this.unscaled < 0n ? -this.unscaled : this.unscaled).toString().padStart(this.scale + 1, '0');
    return this.scale === 0 ? sign + digits : `${sign}${digits.slice(0, -this.scale)}.${digits.slice(-this.scale)}`;
  }
}
