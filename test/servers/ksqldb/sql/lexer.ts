import { Refusal } from '../refusal';
import type { Place } from './ast';

export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'integer' | 'decimal' | 'double' | 'symbol' | 'end';
  /** Words in capitals; names and strings without their quotes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

const SKIPPED = /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)+/uy;
const RULES: readonly (readonly [Token['kind'], RegExp])[] = [
  ['double', /(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d+/uy],
  ['decimal', /\d+\.\d*|\.\d+/uy],
  ['word', /[A-Za-z_][A-Za-z0-9_@]*|\d+[A-Za-z_][A-Za-z0-9_@]*/uy],
  ['integer', /\d+/uy],
  ['string', /'(?:[^']|'')*'/uy],
  ['quoted', /`(?:[^`]|``)*`|"(?:[^"]|"")*"/uy],
  ['symbol', /->|:=|=>|<>|!=|<=|>=|\|\||[-+*/%=<>(),.;[\]{}?:]/uy],
];

/** @throws Refusal at a character that begins nothing */
export function tokens(text: string, begin: Place): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  let { line } = begin;
  let lineStart = 1 - begin.column;
  const pass = (to: number): void => {
    for (; at < to; at += 1) {
      if (text[at] !== '\n') continue;
      line += 1;
      lineStart = at + 1;
    }
  };
  for (;;) {
    SKIPPED.lastIndex = at;
    if (SKIPPED.test(text)) pass(SKIPPED.lastIndex);
    const place = { start: at, line, column: at - lineStart + 1 };
    if (at >= text.length) return [...found, { kind: 'end', value: '<EOF>', end: at, ...place }];
    const rule = RULES.find(([, pattern]) => {
      pattern.lastIndex = at;
      return pattern.test(text);
    });
    if (!rule) throw new Refusal(`line ${place.line}:${place.column}: Syntax Error\nUnexpected character '${text[at] ?? ''}'`);
    const end = rule[1].lastIndex;
    found.push({ kind: rule[0], value: valueOf(rule[0], text.slice(at, end)), end, ...place });
    pass(end);
  }
}

function valueOf(kind: Token['kind'], raw: string): string {
  if (kind === 'word') return raw.toUpperCase();
  if (kind !== 'string' && kind !== 'quoted') return raw;
  const quote = raw[0] ?? '';
  return raw.slice(1, -1).replaceAll(quote + quote, quote);
}
