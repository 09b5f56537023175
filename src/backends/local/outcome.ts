/** What is told of a statement that has no rows; `undefined` where its rows or their number say enough. */
export function outcomeText(statement: string, text: string): string | undefined {
  switch (statement) {
    case 'CREATE':
    case 'CREATE_FUNC':
      return `${objectOf(text, 'create')} created.`;
    case 'DROP':
      return `${objectOf(text, 'drop')} dropped.`;
    case 'ALTER':
      return `${objectOf(text, 'alter')} changed.`;
    case 'TRANSACTION':
      return transactionText(text);
    case 'SET':
    case 'VARIABLE_SET':
      return lastWord(text) === 'USE' ? 'Default schema changed.' : 'Setting changed.';
    case 'ATTACH':
      return 'Database attached.';
    case 'DETACH':
      return 'Database detached.';
    case 'PREPARE':
      return 'Statement prepared.';
    case 'LOAD':
    case 'EXTENSION':
      return 'Extension loaded.';
    case 'VACUUM':
    case 'ANALYZE':
    case 'PRAGMA':
    case 'COPY_DATABASE':
    case 'EXPORT':
      return 'Done.';
    default:
      return undefined;
  }
}

/** The last statement of a text, roughly: enough for a word. */
function lastStatement(text: string): string {
  const bare = text.replaceAll(/--[^\n]*|\/\*[^]*?\*\//gu, ' ').trim().replace(/;+\s*$/u, '');
  return bare.slice(bare.lastIndexOf(';') + 1).trim();
}

function lastWord(text: string): string {
  return (/^\w+/u.exec(lastStatement(text))?.[0] ?? '').toUpperCase();
}

function objectOf(text: string, verb: string): string {
  const pattern = new RegExp(`\\b${verb}\\s+(?:or\\s+replace\\s+)?(temp\\w*\\s+)?(?:persistent\\s+|unique\\s+|recursive\\s+|materialized\\s+)*([a-z]+)`, 'iu');
  const [, temporary, noun = 'object'] = pattern.exec(lastStatement(text)) ?? [];
  const lower = noun.toLowerCase();
  return temporary === undefined ? lower.charAt(0).toUpperCase() + lower.slice(1) : `Temporary ${lower}`;
}

function transactionText(text: string): string {
  switch (lastWord(text)) {
    case 'BEGIN':
    case 'START':
      return 'Transaction started.';
    case 'COMMIT':
    case 'END':
      return 'Transaction committed.';
    default:
      return 'Transaction rolled back.';
  }
}
