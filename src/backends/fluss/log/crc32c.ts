/** CRC32C (Castagnoli), as log and key-value batches carry it. Eight bytes at a time: "slicing by 8", Kounavis and Berry 2005. */
const SLICES = 8;
const SIZE = 256;
/** Reflected. */
const POLYNOMIAL = 0x82f63b78;

/** Slice n at 256 n: what a byte does n bytes further on. */
const TABLE = ((): Int32Array => {
  const table = new Int32Array(SLICES * SIZE);
  for (let index = 0; index < SIZE; index++) {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    table[index] = value;
  }
  for (let index = SIZE; index < table.length; index++) {
    const before = table[index - SIZE] ?? 0;
    table[index] = (before >>> 8) ^ (table[before & 0xff] ?? 0);
  }
  return table;
})();

/** Unsigned. */
export function crc32c(bytes: Uint8Array): number {
  const table = TABLE;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.byteLength - (bytes.byteLength % SLICES);
  let crc = -1;
  for (let at = 0; at < whole; at += SLICES) {
    const one = crc ^ view.getInt32(at, true);
    const two = view.getInt32(at + 4, true);
    crc =
      (table[1792 + (one & 0xff)] ?? 0) ^
      (table[1536 + ((one >>> 8) & 0xff)] ?? 0) ^
      (table[1280 + ((one >>> 16) & 0xff)] ?? 0) ^
      (table[1024 + (one >>> 24)] ?? 0) ^
      (table[768 + (two & 0xff)] ?? 0) ^
      (table[512 + ((two >>> 8) & 0xff)] ?? 0) ^
      (table[256 + ((two >>> 16) & 0xff)] ?? 0) ^
      (table[two >>> 24] ?? 0);
  }
  for (let at = whole; at < bytes.byteLength; at++) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return (crc ^ -1) >>> 0;
}
