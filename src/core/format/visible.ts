/** Control characters that would break a line of the grid or be invisible there, as visible signs. */
export function visibleControls(text: string): string {
  return CONTROLS.test(text) ? text.replace(ALL_CONTROLS, sign) : text;
}

/* Built from code points, so that no control character stands in this file: C0, DEL, C1, line and paragraph separator, and the signs that reorder text. */
const RANGES = [[0x00, 0x1f], [0x7f, 0x9f], [0x2028, 0x2029], [0x200e, 0x200f], [0x202a, 0x202e], [0x2066, 0x2069]] as const;
const CLASS = `[${RANGES.map(([from, to]) => `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`).join('')}]`;
const CONTROLS = new RegExp(CLASS, 'u');
const ALL_CONTROLS = new RegExp(`\\r\\n|${CLASS}`, 'gu');

function sign(control: string): string {
  const code = control.charCodeAt(0);
  if (control === '\r\n' || control === '\n' || code === 0x2028 || code === 0x2029) return '⏎';
  if (control === '\r') return '␍';
  if (control === '\t') return '⇥';
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `⟨${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
