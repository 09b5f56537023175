import type { ColumnInfo, FunctionHelp, NodeDetail } from '../../core/contract/catalog';
import { formatCount } from '../../core/format/numbers';

const MOST_COLUMNS = 40;

/** A table, view, file… with its columns and facts. */
export function detailMarkdown({ node, columns = [], facts }: NodeDetail): string {
  const head = `**${plain(node.label)}** ${plain(node.kind)}`;
  const rows = columns.slice(0, MOST_COLUMNS).map((column) => `| ${plain(column.name)} | ${code(column.type)} | ${plain(notesOf(column))} |`);
  const more = columns.length > MOST_COLUMNS ? `\n… and ${formatCount(columns.length - MOST_COLUMNS)} more columns` : '';
  const table = rows.length === 0 ? '' : `\n\n| Column | Type | |\n| --- | --- | --- |\n${rows.join('\n')}\n${more}`;
  const list = facts.map(([label, value]) => `${plain(label)}: ${plain(value)}`).join('  \n');
  return `${head}${table}${list === '' ? '' : `\n\n${list}`}`;
}

export function columnMarkdown(column: ColumnInfo, { node }: NodeDetail): string {
  const notes = notesOf(column);
  return `**${plain(column.name)}** ${code(column.type)}${notes === '' ? '' : ` ${plain(notes)}`}\n\ncolumn of ${plain(node.label)}`;
}

export function functionMarkdown({ name, description, forms }: FunctionHelp): string {
  const calls = forms.slice(0, MOST_COLUMNS).map(({ label, returns }) => `${code(label)}${returns === '' ? '' : ` → ${code(returns)}`}`);
  return [`**${plain(name)}** function`, plain(description), calls.join('  \n')].filter((part) => part !== '').join('\n\n');
}

function notesOf({ key, nullable, comment }: ColumnInfo): string {
  return [key, nullable === false ? 'not null' : undefined, comment].filter((note) => note !== undefined && note !== '').join(', ');
}

/** Names come from the other side: they are shown, never interpreted. */
function plain(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/[\\`*_{}[\]()#+!|~-]/gu, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}

function code(text: string): string {
  const line = text.replace(/\s+/gu, ' ').replaceAll('|', '\\|');
  // A longer fence lets backticks stand inside.
  const fence = '`'.repeat(1 + Math.max(0, ...[...line.matchAll(/`+/gu)].map(([run]) => run.length)));
  return fence.length === 1 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}
