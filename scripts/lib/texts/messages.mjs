import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { at } from '../paths.mjs';

/** Where texts for people go through `t`. */
const SOURCES = ['src/extension', 'src/providers', 'src/views'];

/**
 * The messages of one source: the first argument of `t(…)`, `tParts(…)`, `l10n.t(…)` and `deps.t(…)`.
 * @throws where it is no literal, since nobody could translate it
 */
export function messagesIn(text, file) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const messages = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && translates(node.expression)) {
      const [message, rest] = node.arguments;
      // What is passed on with its values was given as a literal elsewhere.
      const passedOn = rest !== undefined && ts.isSpreadElement(rest);
      if (message !== undefined && ts.isStringLiteralLike(message)) messages.push(message.text);
      else if (!passedOn) throw new Error(`${file}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}: a message is a literal.`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return messages;
}

function translates(callee) {
  if (ts.isIdentifier(callee)) return callee.text === 't' || callee.text === 'tParts';
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 't') return false;
  const { expression } = callee;
  const owner = ts.isIdentifier(expression) ? expression.text : ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
  return owner === 'l10n' || owner === 'deps';
}

/** @returns {readonly string[]} the messages of all sources, each once, in order */
export function allMessages() {
  const files = SOURCES.flatMap((folder) => readdirSync(at(folder), { recursive: true }).filter((name) => name.endsWith('.ts')).map((name) => path.join(folder, name)));
  const found = files.flatMap((file) => {
    const text = readFileSync(at(file), 'utf8');
    return /\bt(Parts)?\(/u.test(text) ? messagesIn(text, file) : [];
  });
  return [...new Set(found)].sort();
}

/** Writes the English texts, which translations start from, as `bundle.l10n.json`. */
export const writeBundle = (folder) => write(folder, 'bundle.l10n.json', (message) => message);

/** Writes texts of a made-up language, which show what does not go through `t`: `⟦Ĉopy⟧`. */
export const writeMadeUp = (folder) => write(folder, `bundle.l10n.${MADE_UP}.json`, madeUp);

/** The name of the made-up language, as others call theirs. */
const MADE_UP = 'qps-ploc';

const madeUp = (message) => `⟦${message.replaceAll(/\{[^{}]*\}|[aeiouAEIOU]/gu, (found) => (found.length === 1 ? `${found}\u0301` : found))}⟧`.normalize('NFC');

async function write(folder, name, translate) {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), JSON.stringify(Object.fromEntries(allMessages().map((message) => [message, translate(message)])), null, 1));
}
