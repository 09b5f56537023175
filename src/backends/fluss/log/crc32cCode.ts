/**
 * The loop of a checksum in WebAssembly, written out here byte by byte. It goes through memory twice as fast as the same loop in JavaScript, which checks
 * the bounds of a table sixteen times for sixteen bytes, and it is fast from the first batch on. Format: WebAssembly core specification 1.0, section 5.
 */
export interface CrcCode {
  /** Where the bytes are put that are read next; nothing of them is kept from one run to the next. */
  readonly window: Uint8Array;
  /** Goes on from `crc` over so many bytes of the window, more than none and a multiple of {@link SLICES}. */
  run(crc: number, length: number): number;
}

/** Bytes of one step: each has a slice of the table of its own. */
export const SLICES = 16;
const SLICE_BYTES = 256 * 4;
const PAGE = 64 << 10;

/** @param table slice after slice, 256 words each */
export function crcCode(table: Int32Array, windowBytes: number): CrcCode {
  const start = table.byteLength;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((start + windowBytes) / PAGE) });
  new Int32Array(memory.buffer).set(table);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleOf(start)), { e: { m: memory } });
  const run = exports['r'];
  if (typeof run !== 'function') throw new TypeError('The code has no function.');
  return { window: new Uint8Array(memory.buffer, start, windowBytes), run: (crc, length) => Number(Reflect.apply(run, undefined, [crc, start + length])) };
}

const I32 = 0x7f;
const LOOP = 0x03;
const END = 0x0b;
const BRANCH_IF = 0x0d;
const BELOW = 0x49;
const ADD = 0x6a;
const AND = 0x71;
const XOR = 0x73;
const SHIFT_LEFT = 0x74;
const SHIFT_RIGHT = 0x76;
/** Of a block: it leaves nothing. */
const NOTHING = 0x40;

/** Parameters, then locals. */
const CRC = 0;
const STOP = 1;
const AT = 2;
const WORDS = 3;
const WORD_COUNT = SLICES / 4;

/** A module of one function, `r(crc, stop)`, over the memory `e.m`: tables first, bytes from `start` on. */
function moduleOf(start: number): Uint8Array<ArrayBuffer> {
  const body = [...constant(start), ...set(AT), LOOP, NOTHING, ...step(), ...get(AT), ...constant(SLICES), ADD, ...tee(AT), ...get(STOP), BELOW, BRANCH_IF, 0, END, ...get(CRC), END];
  const code = [...vector([[...unsigned(1 + WORD_COUNT), I32]]), ...body];
  return Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...section(1, [[0x60, 2, I32, I32, 1, I32]]), // types
    ...section(2, [[1, 0x65, 1, 0x6d, 2, 0, 1]]), // imports: a memory of one page or more
    ...section(3, [[0]]), // functions
    ...section(7, [[1, 0x72, 0, 0]]), // exports
    ...section(10, [[...unsigned(code.length), ...code]]),
  );
}

/** Reads the words, then puts together what each byte of them does to the checksum. */
function step(): readonly number[] {
  const words = Array.from({ length: WORD_COUNT }, (_, word) => [...get(AT), ...load(4 * word), ...(word === 0 ? [...get(CRC), XOR] : []), ...set(WORDS + word)]);
  const bytes = Array.from({ length: SLICES }, (_, byte) => [...entry(byte), ...(byte === 0 ? [] : [XOR])]);
  return [...words.flat(), ...bytes.flat(), ...set(CRC)];
}

/** The word of the table for one byte: the first byte has the last slice. */
function entry(byte: number): readonly number[] {
  const shift = 8 * (byte % 4) - 2; // to the byte, and from there to its place in the slice
  return [...get(WORDS + (byte >> 2)), ...constant(Math.abs(shift)), shift < 0 ? SHIFT_LEFT : SHIFT_RIGHT, ...constant(SLICE_BYTES - 4), AND, ...load((SLICES - 1 - byte) * SLICE_BYTES)];
}

const get = (local: number): readonly number[] => [0x20, local];
const set = (local: number): readonly number[] => [0x21, local];
const tee = (local: number): readonly number[] => [0x22, local];
/** From the address on the stack and `offset`; the address is a multiple of four. */
const load = (offset: number): readonly number[] => [0x28, 2, ...unsigned(offset)];

function section(id: number, items: readonly (readonly number[])[]): readonly number[] {
  const content = vector(items);
  return [id, ...unsigned(content.length), ...content];
}

const vector = (items: readonly (readonly number[])[]): readonly number[] => [...unsigned(items.length), ...items.flat()];

/** LEB128. */
function unsigned(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** A constant that is not negative: its highest group must not look like a sign. */
function constant(value: number): readonly number[] {
  const signed = (rest: number): readonly number[] => (rest < 0x40 ? [rest] : [(rest & 0x7f) | 0x80, ...signed(rest >>> 7)]);
  return [0x41, ...signed(value)];
}
