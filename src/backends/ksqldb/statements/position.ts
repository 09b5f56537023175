import { type Failure, HeadwaterError, type TextRange } from '../../../core/errors';

/** The error with the place in the statement that the server's text names, where it names one. */
export function placed(error: unknown, statement: string): unknown {
  if (!(error instanceof HeadwaterError) || error.failure.position) return error;
  const position = placeOf(error.failure, statement);
  return position ? new HeadwaterError({ ...error.failure, position }, { cause: error }) : error;
}

/** The place that a failure's words name. */
export function placeOf({ detail = '', why }: Failure, statement: string): TextRange | undefined {
  return positionIn(`${detail}\n${why}`, statement);
}

export function positionIn(message: string, statement: string): TextRange | undefined {
  return byLine(message, statement) ?? byName(message, statement);
}

/** `line 1:8: mismatched input 'X' …`; columns are counted from 1. */
function byLine(message: string, statement: string): TextRange | undefined {
  const { line, column, rest = '' } = /\bline:? ?(?<line>\d+)(?::|, ?col(?:umn)?:? ?)(?<column>\d+)(?<rest>[^\n]*)/iu.exec(message)?.groups ?? {};
  if (line === undefined || column === undefined) return undefined;
  const lines = statement.split('\n');
  if (Number(line) < 1 || Number(line) > lines.length) return undefined;
  const before = lines.slice(0, Number(line) - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const start = Math.min(before + Math.max(0, Number(column) - 1), Math.max(0, statement.length - 1));
  const token = /'((?:[^']|'')+)'/u.exec(rest)?.[1];
  // Versions count columns from 0 or from 1: the token that is named decides.
  if (token === undefined || token === '<EOF>') return wordAt(statement, start);
  for (const at of [start, start + 1]) {
    if (statement.slice(at, at + token.length).toUpperCase() === token.toUpperCase()) return { start: at, end: at + token.length };
  }
  return wordAt(statement, start);
}

/** Names that messages put at such places. */
const NAMED = [
  /\bcolumn '?`?(?<name>[\w.@`>-]+?)`?'? (?:cannot be resolved|does not exist|is not)/iu,
  /\bfunctions? with the name '(?<name>[^']+)'/iu,
  /\bfunction '(?<name>[^']+)'/iu,
  /\bUnknown (?:source|topic|column|type)[^:\n]*: '?`?(?<name>[\w.@-]+)/iu,
  /(?:^|[\s:])`?(?<name>[\w@-]+)`? does not exist/imu,
  /\bdoes not exist: `?(?<name>[\w@-]+)/iu,
  /\bCannot find (?:type|topic|source)[^'\n]*'(?<name>[^']+)'/iu,
  /\bno property '(?<name>[^']+)'/iu,
  /\bInvalid (?:property|config)[^'\n]*'(?<name>[^']+)'/iu,
];

function byName(message: string, statement: string): TextRange | undefined {
  for (const pattern of NAMED) {
    const name = pattern.exec(message)?.groups?.['name'];
    const found = name === undefined ? undefined : onlyPlaceOf(name.replaceAll('`', ''), statement) ?? onlyPlaceOf(name.split('.').at(-1) ?? name, statement);
    if (found) return found;
  }
  return undefined;
}

/** Where a word stands; where it stands twice, nobody knows which is meant. */
function onlyPlaceOf(name: string, statement: string): TextRange | undefined {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  const places = [...statement.matchAll(new RegExp(`(?<![\\w@])${escaped}(?![\\w@])`, 'giu'))];
  const [place] = places;
  return places.length === 1 && place ? { start: place.index, end: place.index + name.length } : undefined;
}

function wordAt(statement: string, start: number): TextRange {
  const word = /^(?:[\p{L}\p{N}_@]+|`[^`]*`|'[^']*'|.)/u.exec(statement.slice(start))?.[0] ?? '';
  return { start, end: Math.min(statement.length, start + Math.max(1, word.length)) };
}
