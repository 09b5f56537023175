import { HeadwaterError, type TextRange } from '../../../core/errors';

/**
 * Where in a statement the mistake is, as servers say it in words: DataFusion's parser and Derby give line and column, SQLite the text,
 * DuckDB a caret below the line, planners a name.
 */
export function positionIn(message: string, statement: string): TextRange | undefined {
  return byCaret(message, statement) ?? byLine(message, statement) ?? byText(message, statement);
}

/** The same error with the place of the mistake, where its words tell it. */
export function placed(error: unknown, statement: string): unknown {
  if (!(error instanceof HeadwaterError) || error.failure.position) return error;
  const { why, detail } = error.failure;
  const position = positionIn(`${why}\n${detail ?? ''}`, statement);
  return position ? new HeadwaterError({ ...error.failure, position }, { cause: error }) : error;
}

function byLine(message: string, statement: string): TextRange | undefined {
  const { line, column } = /\bline:? (?<line>\d+)(?:,| ?:)? ?(?:column:? )?(?<column>\d+)/iu.exec(message)?.groups ?? {};
  if (line === undefined || column === undefined) return undefined;
  const lines = statement.split('\n');
  const before = lines.slice(0, Number(line) - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const start = before + Number(column) - 1;
  return Number(line) <= lines.length && start >= 0 && start <= statement.length ? wordAt(statement, Math.min(start, Math.max(0, statement.length - 1))) : undefined;
}

function byCaret(message: string, statement: string): TextRange | undefined {
  const { line, head, shown, spaces } = /^(?<head>LINE (?<line>\d+): )(?<shown>.*)\n(?<spaces> *)\^/mu.exec(message)?.groups ?? {};
  if (line === undefined || shown === undefined || head === undefined || spaces === undefined) return undefined;
  // The line may be shown in part only: what stands at the caret is looked for.
  const at = spaces.length - head.length;
  const text = statement.split('\n')[Number(line) - 1];
  const found = text?.indexOf(shown.replaceAll('...', '').slice(0, 40)) ?? -1;
  if (text === undefined || at < 0 || found < 0 || shown.startsWith('...')) return undefined;
  const before = statement.split('\n').slice(0, Number(line) - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return wordAt(statement, before + found + at);
}

/** Names and texts that messages put behind such words. */
const NAMED = [
  /\bnear "(?<text>[^"]+)"/iu,
  /\bno such (?:column|table|function): (?<text>[^\s,;]+)/iu,
  /\btable or CTE with name (?<text>[^\s,;]+)/iu,
  /\btable '(?<text>[^']+)' not found/iu,
  /\bNo field named (?<text>[^\s,;]+?)\.?(?=[\s,;]|$)/u,
  /\bInvalid function '(?<text>[^']+)'/iu,
  /\bfound: (?<text>[^\s,;]+)/iu,
];

function byText(message: string, statement: string): TextRange | undefined {
  for (const pattern of NAMED) {
    const text = pattern.exec(message)?.groups?.['text'];
    const found = text === undefined ? undefined : lastPartIn(text, statement);
    if (found) return found;
  }
  return undefined;
}

/** `a.b.c` is said in full where the statement may have only `c`. */
function lastPartIn(name: string, statement: string): TextRange | undefined {
  const plain = name.replaceAll(/["`']/gu, '');
  const lower = statement.toLowerCase();
  for (const candidate of [name, plain, plain.split('.').at(-1) ?? plain]) {
    if (candidate === '') continue;
    const at = lower.indexOf(candidate.toLowerCase());
    // Where it stands twice, nobody knows which is meant.
    if (at >= 0 && (lower.indexOf(candidate.toLowerCase(), at + 1) < 0 || candidate === name)) return { start: at, end: at + candidate.length };
  }
  return undefined;
}

function wordAt(statement: string, start: number): TextRange {
  const word = /^(?:[\p{L}\p{N}_$]+|"[^"]*"|.)/u.exec(statement.slice(start))?.[0] ?? '';
  return { start, end: Math.min(statement.length, start + Math.max(1, word.length)) };
}
