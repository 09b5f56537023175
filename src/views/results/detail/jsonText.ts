/** A value inside a JSON text, by place; nothing is parsed before it is looked at, and numbers keep their digits. */
export interface JsonValue {
  /** Name in an object, index in a list; absent for the whole. */
  readonly key?: string;
  readonly kind: 'object' | 'list' | 'string' | 'number' | 'word';
  readonly start: number;
  readonly end: number;
}

/** The value at the start of a text; `undefined` where it does not begin like JSON. Not a check: what follows may be anything. */
export function rootOf(text: string): JsonValue | undefined {
  const start = skipSpace(text, 0);
  return start < text.length ? valueAt(text, start) : undefined;
}

/** Children of an object or a list from the `from`th on, at most `most`; `more` tells whether others follow. */
export function childrenOf(text: string, parent: JsonValue, from: number, most: number): { readonly children: readonly JsonValue[]; readonly more: boolean } {
  const children: JsonValue[] = [];
  let at = skipSpace(text, parent.start + 1);
  for (let index = 0; at < parent.end && text[at] !== '}' && text[at] !== ']'; index++) {
    if (children.length >= most) return { children, more: true };
    let key = String(index);
    if (parent.kind === 'object') {
      const end = stringEnd(text, at);
      key = unquote(text.slice(at, end));
      at = skipSpace(text, skipSpace(text, end) + 1);
    }
    const value = valueAt(text, at);
    if (index >= from) children.push({ ...value, key });
    at = skipSpace(text, value.end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
    else break;
  }
  return { children, more: false };
}

/** Text of a leaf for people: strings without escapes. */
export function leafText(text: string, value: JsonValue, most: number): string {
  const raw = text.slice(value.start, Math.min(value.end, value.start + most * 6 + 2));
  if (value.kind !== 'string') return raw.slice(0, most);
  const whole = value.end <= value.start + most * 6 + 2;
  const shown = whole ? unquote(raw) : raw.slice(1);
  return shown.length > most ? `${shown.slice(0, most)}…` : shown;
}

function valueAt(text: string, start: number): JsonValue {
  switch (text[start]) {
    case '{':
      return { kind: 'object', start, end: nestedEnd(text, start) };
    case '[':
      return { kind: 'list', start, end: nestedEnd(text, start) };
    case '"':
      return { kind: 'string', start, end: stringEnd(text, start) };
    default:
      return { kind: /[-\d]/u.test(text[start] ?? '') ? 'number' : 'word', start, end: wordEnd(text, start) };
  }
}

function nestedEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) at = stringEnd(text, at) - 1;
    else if (unit === 0x7b || unit === 0x5b) depth += 1;
    else if (unit === 0x7d || unit === 0x5d) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x5c) at += 1;
    else if (unit === 0x22) return at + 1;
  }
  return text.length;
}

/** At least one unit, so that a text that is not JSON cannot hold anybody up. */
function wordEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && !/[\s,\]}]/u.test(text[at] ?? '')) at += 1;
  return Math.min(at, text.length);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

function unquote(quoted: string): string {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : quoted;
  } catch {
    return quoted; // broken or cut: better its raw text than nothing
  }
}
