import { createHash } from 'node:crypto';

/** Our own namespace for ids that are made from names. */
const NAMESPACE = Buffer.from('6f1c2f0d6e5b4b0c9a7d3c1e8f4a2b95', 'hex');

/** A name-based UUID (RFC 9562, version 5): the same for the same origin and name on every machine. */
export function stableId(origin: string, name: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(JSON.stringify([origin, name])).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}
