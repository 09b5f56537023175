/** Bitmaps as Arrow has them: least significant bit first. */

/** Copies `count` bits; `to` must be zero where they go. */
export function copyBits(from: Uint8Array, fromBit: number, to: Uint8Array, toBit: number, count: number): void {
  let done = 0;
  if ((fromBit & 7) === 0 && (toBit & 7) === 0) {
    const bytes = count >> 3;
    to.set(from.subarray(fromBit >> 3, (fromBit >> 3) + bytes), toBit >> 3);
    done = bytes << 3;
  }
  for (; done < count; done++) {
    const source = fromBit + done;
    if (((from[source >> 3] ?? 0) & (1 << (source & 7))) === 0) continue;
    const target = toBit + done;
    to[target >> 3] = (to[target >> 3] ?? 0) | (1 << (target & 7));
  }
}

/** Sets `count` bits. */
export function setBits(to: Uint8Array, toBit: number, count: number): void {
  let bit = toBit;
  const end = toBit + count;
  while (bit < end && (bit & 7) !== 0) setBit(to, bit++);
  const bytes = (end - bit) >> 3;
  if (bytes > 0) to.fill(0xff, bit >> 3, (bit >> 3) + bytes);
  for (bit += Math.max(bytes, 0) << 3; bit < end; bit++) setBit(to, bit);
}

/** Number of set bits among `count` from `fromBit`. */
export function countBits(from: Uint8Array, fromBit: number, count: number): number {
  let sum = 0;
  let bit = fromBit;
  const end = fromBit + count;
  while (bit < end && (bit & 7) !== 0) sum += ((from[bit >> 3] ?? 0) >> (bit++ & 7)) & 1;
  for (; bit + 8 <= end; bit += 8) {
    let byte = from[bit >> 3] ?? 0;
    byte -= (byte >> 1) & 0x55;
    byte = (byte & 0x33) + ((byte >> 2) & 0x33);
    sum += (byte + (byte >> 4)) & 0x0f;
  }
  for (; bit < end; bit++) sum += ((from[bit >> 3] ?? 0) >> (bit & 7)) & 1;
  return sum;
}

export function bitAt(from: Uint8Array, bit: number): boolean {
  return ((from[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
}

function setBit(to: Uint8Array, bit: number): void {
  to[bit >> 3] = (to[bit >> 3] ?? 0) | (1 << (bit & 7));
}
