const PER_LINE = 16;

/** Lines of offset, bytes and their ASCII signs; `from` is the offset of the first byte in the whole value. */
export function hexLines(bytes: Uint8Array, from: number): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const line = bytes.subarray(at, at + PER_LINE);
    const digits = Array.from(line, (byte) => byte.toString(16).padStart(2, '0'));
    const left = digits.slice(0, PER_LINE / 2).join(' ');
    const right = digits.slice(PER_LINE / 2).join(' ');
    const signs = Array.from(line, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    lines.push(`${(from + at).toString(16).padStart(8, '0')}  ${left.padEnd(23)}  ${right.padEnd(23)}  ${signs}`);
  }
  return lines.join('\n');
}
