/** CRC-64/NVME in two halves, with tables of its own (src/utils/crc.cpp of Pegasus: reflected 0x9a6c9329ac4bc9b5). */
function tables(): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let index = 0; index < 256; index++) {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
    high[index] = Number(value >> 32n);
    low[index] = Number(value & 0xffffffffn);
  }
  return { high, low };
}

const { high: HIGH, low: LOW } = tables();

export function crc64(bytes: Uint8Array): bigint {
  let [high, low] = [0xffffffff, 0xffffffff];
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ LOW[index]!;
    high = (high >>> 8) ^ HIGH[index]!;
  }
  return (BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0);
}

/** What decides the partition: the hash key, or the sort key where that is empty. */
export const keyHash = (hashKey: Uint8Array, sortKey: Uint8Array): bigint => crc64(hashKey.length === 0 ? sortKey : hashKey);

/**
 * Keys are kept as text of one character a byte: it compares as its bytes do.
 * A full key is the length of the hash key in two bytes, the hash key, the sort key.
 */
export const fullKeyOf = (hashKey: Uint8Array, sortKey: Uint8Array = Buffer.alloc(0)): string => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(hashKey.length);
  return Buffer.concat([length, hashKey, sortKey]).toString('latin1');
};

export const bytesOf = (key: string): Buffer => Buffer.from(key, 'latin1');

export function partsOf(key: string): { readonly hashKey: Buffer; readonly sortKey: Buffer } {
  const bytes = bytesOf(key);
  const end = 2 + (bytes.length < 2 ? 0 : bytes.readUInt16BE(0));
  return { hashKey: bytes.subarray(2, end), sortKey: bytes.subarray(end) };
}

/** The first key after all that begin with `prefix`: the bytes FF at the end go, and the last one that is left grows by one. */
export function nextAfter(prefix: string): string {
  let end = prefix.length;
  while (end > 0 && prefix.charCodeAt(end - 1) === 0xff) end--;
  return end === 0 ? '' : prefix.slice(0, end - 1) + String.fromCharCode(prefix.charCodeAt(end - 1) + 1);
}

/** Filters of enum filter_type: none, anywhere, prefix, postfix. An empty pattern takes all. */
export function passes(filter: number, pattern: Buffer, bytes: Buffer): boolean {
  if (pattern.length === 0) return true;
  if (filter === 1) return bytes.includes(pattern);
  if (filter === 2) return bytes.length >= pattern.length && bytes.subarray(0, pattern.length).equals(pattern);
  if (filter === 3) return bytes.length >= pattern.length && bytes.subarray(bytes.length - pattern.length).equals(pattern);
  return true;
}
