import { crc64, fullKeyOf, partsOf } from './keys';
import { byBytes, type Entry, type Row, type Rows } from './rows';

/** Rows of a table too large to keep: one for each number below `count`, in the partition that its hash key belongs to. What is written stays beside them. */
export class GeneratedRows implements Rows {
  readonly #written = new Map<string, Row | undefined>();

  constructor(
    private readonly count: number,
    private readonly partition: number,
    private readonly partitions: number,
  ) {}

  get(key: string): Row | undefined {
    if (this.#written.has(key)) return this.#written.get(key);
    const { hashKey, sortKey } = partsOf(key);
    const number = numberOf(hashKey.toString('latin1'));
    return number !== undefined && number < this.count && sortKey.length === 0 && this.#isMine(hashKey) ? rowOf(number) : undefined;
  }

  put(key: string, row: Row): void {
    this.#written.set(key, row);
  }

  delete(key: string): void {
    this.#written.set(key, undefined);
  }

  *ascending(start: string): Generator<Entry, undefined> {
    const others = [...this.#written.keys()].filter((key) => key >= start).sort(byBytes);
    for (let number = this.#first(start); number < this.count; number++) {
      const hashKey = nameOf(number);
      if (!this.#isMine(hashKey)) continue;
      const key = fullKeyOf(hashKey);
      if (key < start) continue;
      while (others[0] !== undefined && others[0] < key) yield* this.#one(others.shift()!);
      if (others[0] === key) others.shift();
      yield* this.#one(key);
    }
    for (const key of others) yield* this.#one(key);
    return undefined;
  }

  descending(): Iterator<Entry, undefined> {
    throw new Error('Generated rows are read forwards only.');
  }

  copy(): Rows {
    return this;
  }

  *#one(key: string): Generator<Entry> {
    const row = this.get(key);
    if (row) yield { key, ...row };
  }

  #isMine(hashKey: Buffer): boolean {
    return crc64(hashKey) % BigInt(this.partitions) === BigInt(this.partition);
  }

  /** The least number whose key is not before `start`. */
  #first(start: string): number {
    const first = fullKeyOf(nameOf(0));
    if (start <= first) return 0;
    return start.slice(0, 2) === first.slice(0, 2) ? (numberOf(partsOf(start).hashKey.toString('latin1')) ?? 0) : this.count;
  }
}

const nameOf = (number: number): Buffer => Buffer.from(`user${String(number).padStart(10, '0')}`);

function numberOf(name: string): number | undefined {
  const digits = /^user(\d{10})$/u.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

const rowOf = (number: number): Row => ({ value: Buffer.from(JSON.stringify({ number, name: `User ${number}` })), expireTs: 0 });
