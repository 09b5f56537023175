import type { Inspection } from '../../core/contract/inspection';

export interface InspectionWords {
  readonly statement: string;
  readonly columns: string;
  readonly noColumns: string;
  readonly part: (number: number, label: string) => string;
}

export interface InspectionText {
  readonly text: string;
  /** The line (from 0) of each part's heading. */
  readonly partLines: readonly number[];
}

/** An inspection as Markdown, to be read as a document. */
export function inspectionText(title: string, statement: string, { facts, columns, parts }: Inspection, words: InspectionWords): InspectionText {
  const lines = [`# ${title}`, '', ...listOf(facts), ''];
  lines.push(`## ${words.columns}`, '');
  if (columns === undefined) lines.push(words.noColumns, '');
  else lines.push(...columns.map(({ name, type, nullable, key }) => `- \`${name}\` ${type}${nullable === false ? ', not null' : ''}${key === undefined ? '' : `, ${key}`}`), '');
  const partLines = parts.map((part, index) => {
    const line = lines.length;
    lines.push(`## ${words.part(index + 1, part.label)}`, '', ...listOf(part.facts), '');
    return line;
  });
  lines.push(`## ${words.statement}`, '', '```sql', ...statement.split(/\r?\n/u), '```', '');
  return { text: lines.join('\n'), partLines };
}

function listOf(facts: Inspection['facts']): readonly string[] {
  return facts.map(([label, value]) => `- ${label}: ${value.includes('\n') ? value.split(/\r?\n/u).join('\n  ') : value}`);
}
