import type { DataType } from '../types/dataType';
import { RowError } from '../rows/rowError';
import type { FieldWriter } from '../rows/fieldWriter';
import { splitNanos } from '../rows/fieldWriter';

/** Values of partition keys in the order of the keys; the name joins them. ResolvedPartitionSpec.java */
export const partitionName = (values: readonly string[]): string => values.join('$');

const utf8 = new TextDecoder();
const two = (value: number): string => String(value).padStart(2, '0');

/** Turns one value into the text that partitions are named by. PartitionNameConverters.java */
export class PartitionText implements FieldWriter {
  #text = '';

  constructor(private readonly type: DataType) {}

  get text(): string {
    return this.#text;
  }

  boolean(value: boolean): void {
    this.#text = String(value);
  }
  tinyint(value: number): void {
    this.#text = String(value);
  }
  smallint(value: number): void {
    this.#text = String(value);
  }
  int(value: number): void {
    if (this.type.kind === 'DATE') this.#text = new Date(value * 86_400_000).toISOString().slice(0, 10);
    else if (this.type.kind === 'TIME') this.#text = timeText(value);
    else this.#text = String(value);
  }
  bigint(value: bigint): void {
    this.#text = String(value);
  }
  float(value: number): void {
    this.#text = floatText(value, Math.fround(value) === value ? shortestFloat(value) : String(value));
  }
  double(value: number): void {
    this.#text = floatText(value, String(value));
  }
  fixed(value: Uint8Array): void {
    this.bytes(value);
  }
  bytes(value: Uint8Array): void {
    const binary = this.type.kind === 'BYTES' || this.type.kind === 'BINARY';
    this.#text = binary ? Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('') : utf8.decode(value);
  }
  decimal(): void {
    throw new RowError('DECIMAL cannot be a partition key');
  }
  timestamp(nanos: bigint): void {
    const { ms, rest } = splitNanos(nanos);
    const date = new Date(Number(ms));
    const fraction = `${String(date.getUTCMilliseconds()).padStart(3, '0')}${String(rest).padStart(6, '0')}`.replace(/0+$/u, '');
    this.#text = `${date.toISOString().slice(0, 10)}-${two(date.getUTCHours())}-${two(date.getUTCMinutes())}-${two(date.getUTCSeconds())}_${fraction}`;
  }
  nested(): void {
    throw new RowError('a nested type cannot be a partition key');
  }
  null(): void {
    throw new RowError('a partition key holds NULL');
  }
}

function timeText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${two(Math.floor(seconds / 3600))}-${two(Math.floor(seconds / 60) % 60)}-${two(seconds % 60)}_${String(ms % 1000).padStart(3, '0')}`;
}

/** Few enough digits that only this float has them. */
function shortestFloat(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
}

/** As Java writes it, with `_` for the point. */
function floatText(value: number, text: string): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf';
  const magnitude = Math.abs(value);
  if (value !== 0 && (magnitude < 1e-3 || magnitude >= 1e7)) {
    const [digits = '', exponent = '0'] = value.toExponential().split('e');
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`.replace('.', '_');
  }
  return (text.includes('.') ? text : `${text}.0`).replace('.', '_');
}
