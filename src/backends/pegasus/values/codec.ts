/** How bytes of a table stand as text: both ways without loss. */
export interface Codec {
  readonly id: CodecId;
  readonly label: string;
  readonly description: string;
  /** Texts compare as the bytes do, except those of {@link RAW}. */
  readonly ordered: boolean;
  /** Any bytes have a text. */
  toText(bytes: Uint8Array): string;
  /** @throws CodecError where the text is none of this kind */
  fromText(text: string): Uint8Array;
}

export type CodecId = 'utf8' | 'json' | 'hex' | 'escaped' | 'asciihex' | 'int32' | 'int64' | 'base64' | 'bytes' | 'javabytes' | 'zstd';

/** A text that does not follow its encoding; the place counts UTF-16 code units. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
  constructor(
    message: string,
    readonly at?: number,
  ) {
    super(message);
  }
}

/** Begins the text of bytes that an encoding cannot show: hexadecimal digits follow. Bytes whose own text begins so are written so, too. */
export const RAW = '\\x:';

export const rawText = (bytes: Uint8Array): string => `${RAW}${Buffer.from(bytes).toString('hex')}`;

/** The bytes of a text that begins with {@link RAW}; `undefined` for others. @throws CodecError */
export function rawBytes(text: string): Uint8Array | undefined {
  return text.startsWith(RAW) ? hexBytes(text.slice(RAW.length), RAW.length) : undefined;
}

/** @throws CodecError with the place of the first wrong digit, counted from `offset` */
export function hexBytes(text: string, offset = 0): Uint8Array {
  const wrong = /[^0-9a-f]/iu.exec(text);
  if (wrong) throw new CodecError(`“${wrong[0]}” is no hexadecimal digit`, offset + wrong.index);
  if (text.length % 2 !== 0) throw new CodecError('a hexadecimal digit is missing: two make a byte', offset + text.length);
  return new Uint8Array(Buffer.from(text, 'hex'));
}
