import { HeadwaterError } from '../../../core/errors';
import type { ConfigChange } from '../client/admin';
import { columnWords, optionWords, tableWords } from './createTable';
import type { FlinkStatement, NewColumn, PartitionValues, TableName } from './statement';
import { Words } from './words';

/** Whether a statement is Fluss' own, told by its first words; `CREATE TABLE … AS` is the engine's. */
export function understands(text: string): boolean {
  const words = Words.ofHead(text.slice(0, HEAD));
  try {
    if (words.sees('CREATE', 'TABLE')) return !createsFromQuery(words);
    if (words.takes('DESCRIBE') || words.takes('DESC')) return isName(words);
    return OWN.some((keys) => words.sees(...keys));
  } catch (error) {
    if (error instanceof HeadwaterError) return words.sees('CREATE', 'TABLE'); // it has no name: that is told by who parses it
    throw error;
  }
}

/** No head is longer. */
const HEAD = 4_096;
const OWN: readonly (readonly string[])[] = [
  ['CREATE', 'DATABASE'],
  ['DROP', 'DATABASE'],
  ['DROP', 'TABLE'],
  ['ALTER', 'DATABASE'],
  ['ALTER', 'TABLE'],
  ['SHOW', 'DATABASES'],
  ['SHOW', 'TABLES'],
  ['SHOW', 'PARTITIONS'],
  ['SHOW', 'CREATE'],
  ['SHOW', 'COLUMNS'],
  ['SHOW', 'CURRENT'],
  ['USE'],
];

function createsFromQuery(head: Words): boolean {
  const words = head.copy();
  words.expect('CREATE', 'TABLE');
  words.takes('IF', 'NOT', 'EXISTS');
  dotted(words, 'The name of the table');
  return words.sees('AS');
}

/** Names of more parts are those of other connections. */
function isName(words: Words): boolean {
  words.takes('EXTENDED');
  return dotted(words, 'The name of a table').length <= 2 && words.done;
}

/** @param text one statement. @throws HeadwaterError with the position of what is wrong */
export function parseStatement(text: string): FlinkStatement {
  const words = Words.of(text);
  const statement = statementOf(words);
  words.end();
  return statement;
}

function statementOf(words: Words): FlinkStatement {
  if (words.takes('CREATE', 'DATABASE')) return createDatabase(words);
  if (words.takes('CREATE', 'TABLE')) {
    const ifNotExists = words.takes('IF', 'NOT', 'EXISTS');
    const name = tableName(words);
    return { kind: 'createTable', ifNotExists, name, descriptor: tableWords(words) };
  }
  if (words.takes('DROP', 'DATABASE')) {
    const ifExists = words.takes('IF', 'EXISTS');
    const database = databaseName(words);
    const cascade = words.takes('CASCADE');
    if (!cascade) words.takes('RESTRICT');
    return { kind: 'dropDatabase', ifExists, database, cascade };
  }
  if (words.takes('DROP', 'TABLE')) return { kind: 'dropTable', ifExists: words.takes('IF', 'EXISTS'), name: tableName(words) };
  if (words.takes('ALTER', 'DATABASE')) {
    const database = databaseName(words);
    if (!words.takes('SET')) throw words.wrong('SET should stand here');
    return { kind: 'alterDatabase', database, changes: settings(words) };
  }
  if (words.takes('ALTER', 'TABLE')) return alterTable(words);
  if (words.takes('SHOW')) return show(words);
  if (words.takes('DESCRIBE') || words.takes('DESC')) {
    words.takes('EXTENDED');
    return { kind: 'describe', name: tableName(words) };
  }
  words.expect('USE');
  if (words.sees('CATALOG')) throw words.wrong('A connection is one catalog', words.next, 'Bind the document to another connection.');
  return { kind: 'use', database: databaseName(words) };
}

function createDatabase(words: Words): FlinkStatement {
  const ifNotExists = words.takes('IF', 'NOT', 'EXISTS');
  const database = databaseName(words);
  const comment = words.takes('COMMENT') ? words.string('The comment').text : undefined;
  const options = words.takes('WITH') ? optionWords(words) : [];
  return { kind: 'createDatabase', ifNotExists, database, comment, properties: Object.fromEntries(options.map(({ key, value }) => [key.text, value.text])) };
}

function alterTable(words: Words): FlinkStatement {
  const ifExists = words.takes('IF', 'EXISTS');
  const name = tableName(words);
  if (words.takes('SET')) return { kind: 'alterProperties', name, ifExists, changes: settings(words) };
  if (words.takes('RESET')) return { kind: 'alterProperties', name, ifExists, changes: words.list((): ConfigChange => ({ kind: 'reset', key: words.string('A property').text })) };
  if (words.takes('ADD')) {
    const ignore = words.takes('IF', 'NOT', 'EXISTS');
    if (ignore || words.sees('PARTITION')) {
      words.expect('PARTITION');
      return { kind: 'addPartition', name, ignore, values: partitionValues(words) };
    }
    words.takes('COLUMN');
    return { kind: 'addColumns', name, ifExists, columns: words.sees('(') ? words.list(() => newColumn(words)) : [newColumn(words)] };
  }
  if (words.takes('DROP')) {
    const ignore = words.takes('IF', 'EXISTS');
    if (ignore || words.sees('PARTITION')) {
      words.expect('PARTITION');
      return { kind: 'dropPartition', name, ignore, values: partitionValues(words) };
    }
    throw words.wrong('Fluss cannot drop columns, keys or constraints', words.next, 'Make a new table, and INSERT INTO it.');
  }
  if (words.sees('RENAME') || words.sees('MODIFY')) throw words.wrong('Fluss cannot rename tables, and not rename or change columns', words.next, 'Make a new table, and INSERT INTO it.');
  throw words.wrong('SET, RESET, ADD or DROP PARTITION should stand here');
}

/** Servers add columns at the end, and none that must have a value. */
function newColumn(words: Words): NewColumn {
  const { place, ...column } = columnWords(words);
  if (!column.type.nullable) throw words.wrong('A new column must allow NULL, for the rows that are there', place.place, 'Leave NOT NULL out.');
  if (words.sees('FIRST') || words.sees('AFTER')) throw words.wrong('Fluss adds columns at the end only', words.next, `Leave ${words.next?.key ?? ''} out.`);
  return column;
}

function show(words: Words): FlinkStatement {
  if (words.takes('DATABASES')) return { kind: 'showDatabases', like: likeWords(words) };
  if (words.takes('TABLES')) {
    const database = words.takes('FROM') || words.takes('IN') ? databaseName(words) : undefined;
    return { kind: 'showTables', database, like: likeWords(words) };
  }
  if (words.takes('PARTITIONS')) {
    const name = tableName(words);
    return { kind: 'showPartitions', name, values: words.takes('PARTITION') ? partitionValues(words) : [] };
  }
  if (words.takes('CREATE')) {
    words.expect('TABLE');
    return { kind: 'showCreateTable', name: tableName(words) };
  }
  if (words.takes('CURRENT')) {
    words.expect('DATABASE');
    return { kind: 'showCurrentDatabase' };
  }
  words.expect('COLUMNS');
  if (!words.takes('FROM')) words.expect('IN');
  return { kind: 'describe', name: tableName(words) };
}

const likeWords = (words: Words): string | undefined => (words.takes('LIKE') ? words.string('The pattern').text : undefined);

const settings = (words: Words): readonly ConfigChange[] => optionWords(words).map(({ key, value }) => ({ kind: 'set', key: key.text, value: value.text }));

/** `(key = 'value', …)`; values that are numbers need no quotes. */
function partitionValues(words: Words): PartitionValues {
  return words.list(() => {
    const key = words.name('A partition column');
    words.expect('=');
    const word = words.next;
    if (word?.kind !== 'number') return { key, value: words.string('Its value') };
    words.takes(word.key);
    return { key, value: { text: word.value, place: word } };
  });
}

function dotted(words: Words, what: string): readonly string[] {
  const names = [words.name(what).text];
  while (words.takes('.')) names.push(words.name(what).text);
  return names;
}

function tableName(words: Words): TableName {
  const place = words.next;
  const [first = '', second, third] = dotted(words, 'The name of the table');
  if (third !== undefined) throw words.wrong('A table is named by its database and its name', place, 'For another connection, bind the document to it.');
  return second === undefined ? { database: undefined, table: first } : { database: first, table: second };
}

function databaseName(words: Words): string {
  const place = words.next;
  const names = dotted(words, 'The name of the database');
  if (names.length > 1) throw words.wrong('A database is named by one name', place);
  return names[0] ?? '';
}
