import { isUtf8 } from 'node:buffer';
import * as zlib from 'node:zlib';
import { type Codec, CodecError, type CodecId, hexBytes, RAW, rawBytes, rawText } from './codec';
import { escapeAll, escapeBytes, unescapeText } from './escapes';
import { unpackZstd } from './zstd';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

const asText = (bytes: Uint8Array): string => {
  if (!isUtf8(bytes)) return rawText(bytes);
  const text = decoder.decode(bytes);
  return text.startsWith(RAW) ? rawText(bytes) : text;
};

/** Texts with half a surrogate pair have no bytes. */
function textBytes(text: string): Uint8Array {
  const raw = rawBytes(text);
  if (raw) return raw;
  const bytes = encoder.encode(text);
  const half = /\p{Surrogate}/u.exec(text);
  if (half) throw new CodecError('half a surrogate pair has no bytes', half.index);
  return bytes;
}

/** Big-endian two's complement, as pegic writes numbers. */
function integer(id: 'int32' | 'int64', bits: number): Codec {
  const size = bits / 8;
  const limit = 1n << BigInt(bits - 1);
  return {
    id,
    label: `${bits}-bit integer`,
    description: `${size} bytes, big-endian`,
    ordered: false,
    toText: (bytes) => {
      if (bytes.byteLength !== size) return rawText(bytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset, size);
      return String(bits === 32 ? view.getInt32(0) : view.getBigInt64(0));
    },
    fromText: (text) => {
      const raw = rawBytes(text);
      if (raw) return raw;
      if (!/^\s*[+-]?\d+\s*$/u.test(text)) throw new CodecError(`“${text}” is no whole number`, 0);
      const value = BigInt(text.trim().replace(/^\+/u, ''));
      if (value >= limit || value < -limit) throw new CodecError(`${text.trim()} does not fit into ${bits} bits`, 0);
      const out = new DataView(new ArrayBuffer(size));
      if (bits === 32) out.setInt32(0, Number(value));
      else out.setBigInt64(0, value);
      return new Uint8Array(out.buffer);
    },
  };
}

/** Numbers between blanks or commas: the read-me of pegic has commas, its code blanks. */
function numbers(id: 'bytes' | 'javabytes', label: string, signed: boolean): Codec {
  const [least, most] = signed ? [-128, 127] : [0, 255];
  return {
    id,
    label,
    description: `A number from ${least} to ${most} for each byte`,
    ordered: false,
    toText: (bytes) => (signed ? [...new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)] : [...bytes]).join(' '),
    fromText: (text) => {
      const words = [...text.matchAll(/[^\s,]+/gu)];
      return Uint8Array.from(words, ({ 0: word, index }) => {
        const value = /^-?\d{1,3}$/u.test(word) ? Number(word) : Number.NaN;
        if (!(value >= least && value <= most)) throw new CodecError(`“${word}” is no number from ${least} to ${most}`, index);
        return value & 255;
      });
    },
  };
}

const CODECS: Readonly<Record<CodecId, Codec>> = {
  utf8: { id: 'utf8', label: 'Text', description: 'UTF-8', ordered: true, toText: asText, fromText: textBytes },
  json: {
    id: 'json',
    label: 'JSON',
    description: 'UTF-8, checked when it is written',
    ordered: true,
    toText: asText,
    fromText: (text) => {
      const bytes = textBytes(text);
      if (text.startsWith(RAW)) return bytes;
      try {
        JSON.parse(text);
      } catch (error) {
        throw new CodecError(`the value is no JSON: ${error instanceof Error ? error.message : String(error)}`);
      }
      return bytes;
    },
  },
  hex: { id: 'hex', label: 'Hexadecimal', description: 'Two digits for each byte', ordered: true, toText: (bytes) => Buffer.from(bytes).toString('hex'), fromText: (text) => rawBytes(text) ?? hexBytes(text.replace(/^0x/iu, '')) },
  escaped: { id: 'escaped', label: 'C-escaped', description: 'As the shell of Pegasus shows bytes: \\xHH and \\n', ordered: false, toText: escapeBytes, fromText: unescapeText },
  asciihex: { id: 'asciihex', label: 'ASCII hex', description: 'As pegic shows bytes: \\xhh for each', ordered: false, toText: (bytes) => escapeAll(bytes).toLowerCase(), fromText: unescapeText },
  int32: integer('int32', 32),
  int64: integer('int64', 64),
  base64: {
    id: 'base64',
    label: 'Base64',
    description: 'RFC 4648',
    ordered: false,
    toText: (bytes) => Buffer.from(bytes).toString('base64'),
    fromText: (text) => {
      const wrong = /[^A-Za-z0-9+/=]/u.exec(text);
      if (wrong) throw new CodecError(`“${wrong[0]}” is no digit of base64`, wrong.index);
      const bytes = Buffer.from(text, 'base64');
      if (bytes.toString('base64').replace(/=+$/u, '') !== text.replace(/=+$/u, '')) throw new CodecError('the text is no base64');
      return new Uint8Array(bytes);
    },
  },
  bytes: numbers('bytes', 'Bytes', false),
  javabytes: numbers('javabytes', 'Java bytes', true),
  zstd: {
    id: 'zstd',
    label: 'Zstandard, then text',
    description: 'Values that clients compressed; read only where this editor cannot compress',
    ordered: false,
    toText: (bytes) => {
      const plain = unpackZstd(bytes);
      return plain ? asText(plain) : rawText(bytes);
    },
    fromText: (text) => rawBytes(text) ?? packZstd(textBytes(text)),
  },
};

export const ALL_CODECS: readonly Codec[] = Object.values(CODECS);

export function codecOf(id: CodecId): Codec {
  return CODECS[id];
}

export function isCodecId(text: string): text is CodecId {
  return Object.hasOwn(CODECS, text);
}

/** Node compresses from 22.15 on. */
function packZstd(bytes: Uint8Array): Uint8Array {
  const compress: unknown = 'zstdCompressSync' in zlib ? Reflect.get(zlib, 'zstdCompressSync') : undefined;
  const packed: unknown = typeof compress === 'function' ? Reflect.apply(compress, undefined, [bytes]) : undefined;
  if (packed instanceof Uint8Array) return new Uint8Array(packed);
  throw new CodecError('this editor cannot compress with Zstandard; write the compressed bytes as \\x: and hexadecimal digits');
}
