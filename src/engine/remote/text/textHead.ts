import { constants, gunzipSync } from 'node:zlib';
import { csvCut, linesCut } from './csvCut';
import { isJsonArray, jsonArrayCut } from './jsonCut';

/** The beginning of a text that holds only whole records. */
export interface TextHead {
  readonly bytes: Uint8Array;
  /** UTF-8, without compression, whatever the object is. */
  readonly ending: '.csv' | '.tsv' | '.json';
}

/**
 * Makes a file that can be read of the first bytes of an object. The last record is left out even where it looks whole: a number may go on.
 * @param whole true where `bytes` are all there is
 * @returns `undefined` where no whole record can be told: another dialect, or records longer than the bytes
 */
export function textHead(bytes: Uint8Array, kind: 'csv' | 'json', ending: string, whole: boolean): TextHead | undefined {
  const plain = decoded(ending.endsWith('.gz') ? unpacked(bytes) : bytes);
  if (kind === 'csv') {
    const cut = whole ? plain.length : csvCut(plain) || csvCut(plain, SINGLE_QUOTE);
    return cut === 0 ? undefined : { bytes: plain.subarray(0, cut), ending: ending.startsWith('.tsv') ? '.tsv' : '.csv' };
  }
  const json = whole ? plain : isJsonArray(plain) ? jsonArrayCut(plain) : plain.subarray(0, linesCut(plain));
  return json === undefined || json.length === 0 ? undefined : { bytes: json, ending: '.json' };
}

const SINGLE_QUOTE = 0x27;

/** As much as the beginning of a gzip stream gives. */
function unpacked(bytes: Uint8Array): Uint8Array {
  return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
}

/** UTF-8 without a byte order mark. */
function decoded(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(new TextDecoder('utf-16le').decode(bytes.subarray(2, bytes.length - (bytes.length % 2))));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(new TextDecoder('utf-16be').decode(bytes.subarray(2, bytes.length - (bytes.length % 2))));
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
  return bytes;
}
