import { brokenArrow } from './broken';

/** LZ4 frames as Arrow uses them. Format: LZ4 Frame Format 1.6 and LZ4 Block Format; checksums are passed over, not checked. */

const MAGIC = 0x184d2204;
const STORED = 0x8000_0000;

/** @param size length of the whole, which the frame must have exactly */
export function lz4Frame(frame: Uint8Array, size: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw brokenArrow('a compressed buffer is no LZ4 frame.');
  const flags = view.getUint8(4);
  const blockChecksum = (flags & 0x10) !== 0;
  let at = 7 + ((flags & 0x08) === 0 ? 0 : 8) + ((flags & 0x01) === 0 ? 0 : 4);
  const out = new Uint8Array(size);
  let end = 0;
  for (;;) {
    const mark = view.getUint32(at, true);
    at += 4;
    if (mark === 0) break;
    const length = mark & 0x7fff_ffff;
    if (at + length > frame.byteLength) throw brokenArrow('a compressed buffer ends early.');
    const block = frame.subarray(at, at + length);
    if (mark >= STORED) {
      if (end + length > size) throw tooLong();
      out.set(block, end);
      end += length;
    } else end = decodeBlock(block, out, end);
    at += length + (blockChecksum ? 4 : 0);
  }
  if (end !== size) throw brokenArrow('a compressed buffer is shorter than it says.');
  return out;
}

/** Decodes one block behind what is there already (matches may reach back into it); gives the new end. */
function decodeBlock(block: Uint8Array, out: Uint8Array, start: number): number {
  let from = 0;
  let to = start;
  while (from < block.length) {
    const token = block[from++] ?? 0;
    const literals = lengthAt(block, from, token >> 4);
    from = literals.next;
    if (from + literals.length > block.length) throw brokenArrow('a compressed buffer ends early.');
    if (to + literals.length > out.length) throw tooLong();
    out.set(block.subarray(from, from + literals.length), to);
    from += literals.length;
    to += literals.length;
    if (from === block.length) break; // the last sequence has no match
    const distance = (block[from] ?? 0) | ((block[from + 1] ?? 0) << 8);
    const match = lengthAt(block, from + 2, token & 15);
    from = match.next;
    const length = match.length + 4;
    if (distance === 0 || distance > to) throw brokenArrow('a compressed buffer points before its start.');
    if (to + length > out.length) throw tooLong();
    copyMatch(out, to, distance, length);
    to += length;
  }
  return to;
}

/** A length of 15 goes on in the next bytes until one is not 255. */
function lengthAt(block: Uint8Array, at: number, nibble: number): { readonly length: number; readonly next: number } {
  let length = nibble;
  let next = at;
  if (nibble === 15) {
    let byte = 255;
    while (byte === 255) {
      if (next >= block.length) throw brokenArrow('a compressed buffer ends early.');
      byte = block[next++] ?? 0;
      length += byte;
    }
  }
  return { length, next };
}

/** A match may overlap what it writes: then it repeats. */
function copyMatch(out: Uint8Array, to: number, distance: number, length: number): void {
  if (distance >= length) {
    out.copyWithin(to, to - distance, to - distance + length);
    return;
  }
  for (let index = 0; index < length; index++) out[to + index] = out[to + index - distance] ?? 0;
}

function tooLong(): Error {
  return brokenArrow('a compressed buffer is longer than it says.');
}
