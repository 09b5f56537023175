import type { TextSink } from './sink';

/**
 * Writes text that is JSON already into other JSON, its digits, escapes and order of keys as they are; only the spaces between change.
 * Text that is not JSON becomes a string.
 */
export function writeJsonSource(source: string, indent: number, depth: number, sink: TextSink): void {
  if (!isJson(source)) {
    sink.write(JSON.stringify(source));
    return;
  }
  let level = depth;
  let afterOpen = false;
  for (const [token] of source.matchAll(TOKEN)) {
    if (sink.full) return;
    const closes = token === '}' || token === ']';
    if (closes) level--;
    if (indent > 0 && closes !== afterOpen) sink.write(`\n${' '.repeat(indent * level)}`);
    sink.write(indent > 0 && token === ':' ? ': ' : token);
    afterOpen = token === '{' || token === '[';
    if (afterOpen) level++;
    if (indent > 0 && token === ',') sink.write(`\n${' '.repeat(indent * level)}`);
  }
}

/** Strings, punctuation, and runs of anything else but white space. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/gu;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
