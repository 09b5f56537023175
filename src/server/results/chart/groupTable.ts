import type { Field } from 'apache-arrow';
import type { Piece } from '../../../core/arrow/pieces';
import type { KeyReader } from '../keys/keyLayout';
import { keyReader } from '../keys/keyReader';
import { nullMarker } from '../keys/nulls';

/** Numbers the different values of a column, NULL among them, in the order in which they are met. */
export class GroupTable {
  /** The row of the first of each group. */
  readonly firstRows: number[] = [];
  readonly counts: number[] = [];
  readonly #keys: KeyReader;
  readonly #markNulls: ReturnType<typeof nullMarker>;
  #slots = new Int32Array(1_024).fill(-1);
  readonly #hashes: number[] = [];
  /** Of each group: its words, or its bytes. */
  readonly #values: (Uint32Array | Uint8Array)[] = [];
  #null = -1;
  #marks = new Uint8Array(0);
  #words: readonly Uint32Array[] = [];

  /** @param most groups beyond these get the number −1 */
  constructor(
    field: Field,
    private readonly most: number,
  ) {
    this.#keys = keyReader(field);
    this.#markNulls = nullMarker(field);
  }

  /** Whether there are more groups than are kept. */
  full = false;

  get size(): number {
    return this.firstRows.length;
  }

  /** Writes the group of each value of a piece. @param at row of the first */
  read(piece: Piece, at: number, into: Int32Array): void {
    const { data, start, count } = piece;
    if (this.#marks.length < count) this.#marks = new Uint8Array(count);
    const marks = this.#marks;
    marks.fill(0, 0, count);
    this.#markNulls(piece, marks, 0);
    const keys = this.#keys;
    if (keys.layout === 'words') {
      if ((this.#words[0]?.length ?? 0) < count) this.#words = Array.from({ length: keys.words }, () => new Uint32Array(count));
      keys.read(piece, this.#words, 0);
      for (let index = 0; index < count; index++) into[index] = marks[index] === 1 ? this.#ofNull(at + index) : this.#ofWords(index, at + index);
    } else {
      for (let index = 0; index < count; index++) into[index] = marks[index] === 1 || !data ? this.#ofNull(at + index) : this.#ofBytes(keys.bytes(data, start + index), at + index);
    }
  }

  #ofNull(row: number): number {
    if (this.#null < 0) {
      this.#null = this.#make(row, 0, new Uint8Array(0));
      return this.#null;
    }
    return this.#again(this.#null);
  }

  #ofWords(index: number, row: number): number {
    const words = this.#words;
    let hash = 0;
    for (let word = 0; word < words.length; word++) hash = Math.imul(hash ^ (words[word]?.[index] ?? 0), 0x9e37_79b1) ^ (hash >>> 15);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
    hash ^= hash >>> 13;
    for (let slot = hash & (this.#slots.length - 1); ; slot = (slot + 1) & (this.#slots.length - 1)) {
      const group = this.#slots[slot] ?? -1;
      if (group < 0) return this.#add(slot, row, hash, () => Uint32Array.from(words, (word) => word[index] ?? 0));
      const value = this.#values[group];
      let word = 0;
      while (word < words.length && value?.[word] === words[word]?.[index]) word++;
      if (word === words.length && group !== this.#null) return this.#again(group);
    }
  }

  #ofBytes(bytes: Uint8Array, row: number): number {
    let hash = 0x811c_9dc5;
    for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x0100_0193);
    hash ^= hash >>> 15;
    for (let slot = hash & (this.#slots.length - 1); ; slot = (slot + 1) & (this.#slots.length - 1)) {
      const group = this.#slots[slot] ?? -1;
      if (group < 0) return this.#add(slot, row, hash, () => bytes.slice());
      const value = this.#values[group];
      if (this.#hashes[group] !== hash || value?.length !== bytes.length) continue;
      let at = 0;
      while (at < bytes.length && value[at] === bytes[at]) at++;
      if (at === bytes.length) return this.#again(group);
    }
  }

  #again(group: number): number {
    if (group >= 0) this.counts[group] = (this.counts[group] ?? 0) + 1;
    return group;
  }

  #add(slot: number, row: number, hash: number, value: () => Uint32Array | Uint8Array): number {
    if (this.size >= this.most) {
      this.full = true;
      return -1;
    }
    const group = this.#make(row, hash, value());
    this.#slots[slot] = group;
    if (this.size * 2 > this.#slots.length) this.#grow();
    return group;
  }

  #make(row: number, hash: number, value: Uint32Array | Uint8Array): number {
    this.firstRows.push(row);
    this.counts.push(1);
    this.#hashes.push(hash);
    this.#values.push(value);
    return this.size - 1;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let group = 0; group < this.size; group++) {
      // NULL has no slot: it is known without a search.
      if (group === this.#null) continue;
      let slot = (this.#hashes[group] ?? 0) & (slots.length - 1);
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = group;
    }
    this.#slots = slots;
  }
}
