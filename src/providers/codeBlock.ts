/** A statement in markdown as itself, cut where it is long. */
export function codeBlock(statement: string, language = 'sql'): string {
  const text = statement.length > 1_500 ? `${statement.slice(0, 1_500)}\n…` : statement;
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
