import * as z from 'zod/mini';
import { PARAMETER_LANGUAGE } from './parameterText';
import type { NotebookFile, NotebookFileCell, NotebookFormat } from './notebookFile';

/** Languages of fenced blocks that are cells; other blocks are text like the rest. */
export const CELL_LANGUAGES: ReadonlySet<string> = new Set(['sql', 'influxql', 'ksql', 'pegasus', 'lakectl', 'lineprotocol', PARAMETER_LANGUAGE]);

/** Between two cells of text, which would be one otherwise. Renderers do not show it. */
const BETWEEN = '<!-- cell -->';
const HEAD = /^<!-- headwater: connection=(.*?) -->[ \t]*(?:\n|$)/u;

/** What is kept of a cell so that saving changes nothing that was not edited: the blank space before it, and how its fence was written. */
const kept = z.object({ gap: z.exactOptional(z.string()), fence: z.exactOptional(z.string()) });
const keptOfFile = z.object({ end: z.exactOptional(z.string()), crlf: z.exactOptional(z.literal(true)) });

/**
 * `*.hw.md`: Markdown whose fenced blocks in a query language are cells, and whose text between is too. A fence may name its result and
 * connection, ```` ```sql name=trips connection="Lake" ````; a comment at the top names the connection of all.
 */
export const markdownFormat: NotebookFormat = { read, print };

function read(source: string): NotebookFile {
  const crlf = source.includes('\r\n');
  const text = crlf ? source.replaceAll('\r\n', '\n') : source;
  const head = HEAD.exec(text);
  const cells: NotebookFileCell[] = [];
  let gap = '';
  for (const part of parts(text.slice(head?.[0].length ?? 0))) {
    if (part.kind === 'gap') {
      gap += part.text;
      continue;
    }
    cells.push({ ...part.cell, rest: { ...part.cell.rest, gap } });
    gap = '';
  }
  const connection = head?.[1] === undefined ? undefined : decoded(head[1]);
  return { ...(connection !== undefined && { connection }), cells, rest: { end: gap, ...(crlf && { crlf }) } };
}

type Part = { readonly kind: 'gap'; readonly text: string } | { readonly kind: 'cell'; readonly cell: NotebookFileCell };

/** Cells and the blank space around them: together the whole text. */
function* parts(text: string): Generator<Part> {
  const lines = text.split('\n').map((line, index, all) => (index === all.length - 1 ? line : `${line}\n`));
  let prose = '';
  for (let at = 0; at < lines.length; at += 1) {
    const fence = openingFence(lines[at] ?? '');
    const end = fence ? closingFence(lines, at + 1, fence.marks) : -1;
    if (!fence || end < 0) {
      prose += lines[at] ?? '';
      continue;
    }
    const block = lines.slice(at, end + 1).join('');
    if (fence.cell) {
      yield* proseParts(prose);
      prose = '';
      const opening = lines[at] ?? '';
      yield { kind: 'cell', cell: { kind: 'code', ...fence.cell, text: withoutBreak(lines.slice(at + 1, end).join('')), rest: { fence: opening.trimEnd() } } };
      const closing = lines[end] ?? '';
      if (closing.endsWith('\n')) yield { kind: 'gap', text: '\n' };
    } else prose += block;
    at = end;
  }
  yield* proseParts(prose);
}

function* proseParts(prose: string): Generator<Part> {
  const pieces = prose.split(new RegExp(`^(${BETWEEN}[ \\t]*\\n?)`, 'mu'));
  for (const piece of pieces) {
    const [, before = '', body = '', after = ''] = /^(\s*)([^]*?)(\s*)$/u.exec(piece) ?? [];
    if (body === '' || body === BETWEEN) {
      if (piece !== '') yield { kind: 'gap', text: piece };
      continue;
    }
    if (before !== '') yield { kind: 'gap', text: before };
    yield { kind: 'cell', cell: { kind: 'markdown', language: 'markdown', text: body } };
    if (after !== '') yield { kind: 'gap', text: after };
  }
}

interface Fence {
  readonly marks: string;
  /** Absent for blocks that are not cells. */
  readonly cell?: Pick<NotebookFileCell, 'language' | 'name' | 'connection'>;
}

function openingFence(line: string): Fence | undefined {
  const found = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`{]*)([^\n]*)/u.exec(line);
  if (!found) return undefined;
  const [, marks = '', language = '', info = ''] = found;
  if (marks.startsWith('`') && info.includes('`')) return undefined;
  if (!CELL_LANGUAGES.has(language) || !line.startsWith(marks)) return { marks };
  const values = new Map([...info.matchAll(/(name|connection)=(?:"([^"]*)"|(\S+))/gu)].map(([, key, quoted, plain]) => [key, decoded(quoted ?? plain ?? '')]));
  const name = values.get('name');
  const connection = values.get('connection');
  return { marks, cell: { language, ...(name !== undefined && { name }), ...(connection !== undefined && { connection }) } };
}

/** A block that is never closed is text. */
function closingFence(lines: readonly string[], from: number, marks: string): number {
  const closing = new RegExp(`^ {0,3}${marks.charAt(0)}{${marks.length},}[ \\t]*\\n?$`, 'u');
  return lines.findIndex((line, index) => index >= from && closing.test(line));
}

const withoutBreak = (text: string): string => (text.endsWith('\n') ? text.slice(0, -1) : text);

function print({ connection, cells, rest }: NotebookFile): string {
  const { end = '\n', crlf } = keptOfFile.safeParse(rest ?? {}).data ?? {};
  let text = connection === undefined ? '' : `<!-- headwater: connection=${encoded(connection)} -->\n`;
  let before: NotebookFileCell | undefined;
  for (const cell of cells) {
    text += gapBefore(cell, before, text === '') + body(cell);
    before = cell;
  }
  text += before === undefined ? '' : /^\s*$/u.test(end) || !end.includes(BETWEEN) ? end : '\n';
  return crlf ? text.replaceAll('\n', '\r\n') : text;
}

function gapBefore(cell: NotebookFileCell, before: NotebookFileCell | undefined, first: boolean): string {
  const { gap } = kept.safeParse(cell.rest ?? {}).data ?? {};
  const bothText = before?.kind === 'markdown' && cell.kind === 'markdown';
  const parted = gap !== undefined && gap.includes(BETWEEN);
  const fits = gap !== undefined && (before === undefined ? true : gap.includes('\n')) && parted === bothText;
  if (fits) return gap;
  if (before === undefined) return first ? '' : '\n';
  return bothText ? `\n\n${BETWEEN}\n\n` : '\n\n';
}

function body(cell: NotebookFileCell): string {
  if (cell.kind === 'markdown') return cell.text;
  const { fence: written } = kept.safeParse(cell.rest ?? {}).data ?? {};
  const marks = fenceFor(cell.text);
  const opening = written !== undefined && stillSays(written, cell, marks) ? written : `${marks}${cell.language}${attribute('name', cell.name)}${attribute('connection', cell.connection)}`;
  const used = /^(`+|~+)/u.exec(opening)?.[0] ?? marks;
  return `${opening}\n${cell.text === '' ? '' : `${cell.text}\n`}${used}`;
}

function stillSays(written: string, cell: NotebookFileCell, marks: string): boolean {
  const fence = openingFence(written);
  const same = fence?.cell?.language === cell.language && fence.cell.name === cell.name && fence.cell.connection === cell.connection;
  return same && (fence.marks.startsWith('~') ? closingFence(cell.text.split('\n'), 0, fence.marks) < 0 : fence.marks.length >= marks.length);
}

/** Longer than any fence inside the text. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/^ {0,3}(`+)/gmu)].map(([, marks = '']) => marks.length));
  return '`'.repeat(longest + 1);
}

const attribute = (key: string, value: string | undefined): string => (value === undefined ? '' : ` ${key}=${/^[\w.-]+$/u.test(value) ? value : `"${encoded(value)}"`}`);

/** What would end the attribute, the comment or the fence's line. */
const encoded = (value: string): string => value.replace(/[%"`\n\r]|--/gu, (found) => encodeURIComponent(found).replaceAll('-', '%2D'));

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
