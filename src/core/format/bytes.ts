/** Binary values and UTF-8 as text. */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Keeps a byte order mark; broken sequences become U+FFFD. Used without streaming, so it holds no state. */
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

export function hexText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte] ?? '';
  return text;
}

export function base64Text(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const letters = [BASE64[word >> 18], BASE64[(word >> 12) & 63], BASE64[(word >> 6) & 63], BASE64[word & 63]];
    text += letters.slice(0, Math.min(4, bytes.length - i + 1)).join('');
  }
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

export function uuidText(bytes: Uint8Array): string {
  const hex = hexText(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A bit string: the first byte counts the padding bits at the start of the second. */
export function bitText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes.subarray(1)) text += byte.toString(2).padStart(8, '0');
  return text.slice(bytes[0] ?? 0);
}

export function utf8Text(bytes: Uint8Array): string {
  return UTF8.decode(bytes);
}

/** The end of a piece that starts at `start` and is at most `size` bytes long, moved back so that no character is torn. */
export function pieceEnd(bytes: Uint8Array, start: number, size: number): number {
  const end = start + size;
  if (end >= bytes.length) return bytes.length;
  for (let back = 0; back < 4; back++) {
    if (((bytes[end - back] ?? 0) & 0xc0) !== 0x80) return back < size ? end - back : end;
  }
  return end;
}
