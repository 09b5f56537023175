import { htmlText } from '../../core/format/delimited';
import type { NotebookFileCell } from './notebookFile';
import { PARAMETER_LANGUAGE } from './parameterText';

/** A notebook as one text for other programs. Pure. */

export interface ExportedNotebook {
  readonly title: string;
  /** Name of the connection of cells that have none of their own. */
  readonly connection?: string;
  readonly cells: readonly NotebookFileCell[];
}

/** Reads well on every page that shows Markdown; what stands below a cell follows it. */
export function toMarkdown({ cells }: ExportedNotebook): string {
  return `${cells.map((cell) => (cell.kind === 'markdown' ? cell.text : [fenced(cell.text, cell.language), ...(cell.outputs ?? []).map(({ plain }) => below(plain))].join('\n\n'))).join('\n\n')}\n`;
}

/** Tables are Markdown themselves; anything else stands as it is. */
const below = (plain: string): string => (plain.startsWith('|') ? plain : fenced(plain, 'text'));

function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/^ {0,3}(`+)/gmu)].map(([, marks = '']) => marks.length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}${language}\n${text}\n${marks}`;
}

/** One page that needs nothing else. Scripts of the notebook's own text do not run in it. @param rendered the HTML of a text in Markdown */
export async function toHtml({ title, cells }: ExportedNotebook, rendered: (markdown: string) => Promise<string>): Promise<string> {
  const parts: string[] = [];
  for (const cell of cells) {
    if (cell.kind === 'markdown') parts.push(`<section class="text">${await rendered(cell.text)}</section>`);
    else parts.push(codeHtml(cell));
  }
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data: https:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${parts.join('\n')}
</body>
</html>
`;
}

function codeHtml({ text, language, name, connection, outputs = [] }: NotebookFileCell): string {
  const about = [language === PARAMETER_LANGUAGE ? 'parameters' : language, name, connection].filter((part) => part !== undefined).join(' · ');
  const shown = outputs.map(({ html, plain }) => `<div class="output">${html ?? `<pre>${htmlText(plain)}</pre>`}</div>`);
  return `<section class="cell"><div class="about">${htmlText(about)}</div><pre class="code"><code>${htmlText(text)}</code></pre>${shown.join('')}</section>`;
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 2em auto; padding: 0 1.5em; }
pre, code { font-family: ui-monospace, monospace; font-size: 13px; }
.code { padding: .8em 1em; overflow: auto; background: color-mix(in srgb, currentColor 6%, transparent); border-radius: 4px; margin: 0; }
.cell { margin: 1.2em 0; }
.about { font-size: 12px; opacity: .7; }
.output { overflow: auto; margin: .6em 0; }
table { border-collapse: collapse; }
th, td { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: 2px 8px; text-align: left; font-variant-numeric: tabular-nums; }
`;

/** The statements of the cells in SQL, each with its connection and its name; all else is comment. */
export function toSql({ connection, cells }: ExportedNotebook): string {
  const head = connection === undefined ? '' : `-- headwater: connection=${settingValue(connection)}\n\n`;
  return `${head}${cells.map((cell) => (cell.kind === 'code' && cell.language === 'sql' ? statements(cell) : commented(cell))).join('\n\n')}\n`;
}

function statements({ text, name, connection }: NotebookFileCell): string {
  const settings = [name === undefined ? undefined : `name=${settingValue(name)}`].filter((setting) => setting !== undefined);
  const lines = [...(connection === undefined ? [] : [`-- Runs on ${connection}`]), ...(settings.length > 0 ? [`-- headwater: ${settings.join(', ')}`] : []), text.trimEnd()];
  const statement = lines.join('\n');
  return /;\s*$/u.test(statement) || text.trim() === '' ? statement : `${statement}${endsInComment(text) ? '\n' : ''};`;
}

const endsInComment = (text: string): boolean => /--[^\n]*$/u.test(text.trimEnd());

const commented = ({ kind, language, text }: NotebookFileCell): string => [...(kind === 'code' ? [`-- ${language === PARAMETER_LANGUAGE ? 'parameters' : language}`] : []), ...text.split('\n').map((line) => `-- ${line}`.trimEnd())].join('\n');

const settingValue = (value: string): string => (/^[^\s",][^",\n]*$/u.test(value) ? value : `"${value.replaceAll(/["\n]/gu, '')}"`);
