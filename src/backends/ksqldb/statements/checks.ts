import type { CheckOptions, StatementChecks } from '../../../core/contract/checks';
import { type Failure, HeadwaterError } from '../../../core/errors';
import type { Lists } from '../catalog/lists';
import type { Sources } from '../catalog/sources';
import type { KsqlClient, StatementContext } from '../client/ksqlClient';
import { RefusedError } from '../client/refusal';
import { isName, nameOf, type Word, wordsOf } from '../language/words';
import { classify } from './classify';
import { type DocumentContexts, withStatements } from './documents';
import { insertTarget } from './insertTarget';
import { placeOf } from './position';
import { withSettings } from './settings';

export interface CheckParts {
  readonly client: KsqlClient;
  readonly sources: Sources;
  readonly lists: Lists;
  readonly documents: DocumentContexts;
}

const WHAT = 'The statement would fail';
const PREFIX = 'EXPLAIN ';
/** Columns that can be written without being among those of the schema. */
const PSEUDO: ReadonlySet<string> = new Set(['ROWTIME', 'ROWPARTITION', 'ROWOFFSET']);
/** Words behind DESCRIBE that begin no name. */
const NO_SOURCE: ReadonlySet<string> = new Set(['FUNCTION', 'CONNECTOR', 'STREAMS', 'TABLES']);

/**
 * What of a statement the server can judge without an effect: queries by EXPLAIN, names by what there is, properties by /is_valid_property.
 * It has nothing that would only judge a CREATE without a query.
 */
export class KsqlChecks implements StatementChecks {
  constructor(private readonly parts: CheckParts) {}

  async check(text: string, options: CheckOptions): Promise<Failure | undefined> {
    const failure = await this.#check(text, options);
    if (failure?.position === undefined) return undefined; // it may be about checking itself
    return isSyntax(failure) || !(await this.#buildsOn(text, options)) ? failure : undefined;
  }

  async #check(text: string, options: CheckOptions): Promise<Failure | undefined> {
    const kind = classify(text);
    switch (kind.kind) {
      case 'select':
        return this.#explained(text, 0, '', options);
      case 'set':
        return this.#property(text, kind.name, options.signal);
      case 'other':
        return this.#other(text, options);
      case 'print':
      case 'unset':
      case 'define':
      case 'undefine':
      case 'script':
      case 'empty':
        return undefined;
    }
  }

  async #other(text: string, options: CheckOptions): Promise<Failure | undefined> {
    const words = wordsOf(text);
    const [first, second] = words;
    const select = words.find(({ key, kind, depth }) => kind === 'word' && key === 'SELECT' && depth === 0);
    switch (first?.key) {
      case 'EXPLAIN':
        return select && this.#explained(text, select.start, '', options);
      case 'CREATE':
        return select && this.#explained(text, select.start, changes(words), options);
      case 'INSERT':
        return select ? this.#explained(text, select.start, changes(words), options) : this.#insert(words, options.signal);
      case 'DROP':
        return (second?.key === 'STREAM' || second?.key === 'TABLE') && words[2]?.key !== 'IF' ? this.#source(words[2], options.signal) : undefined;
      case 'DESCRIBE':
        return second && !NO_SOURCE.has(second.key) ? this.#source(second, options.signal) : undefined;
      case 'TERMINATE':
      case 'PAUSE':
      case 'RESUME':
        return second?.key === 'ALL' ? undefined : this.#query(second, options.signal);
      default:
        return undefined;
    }
  }

  /**
   * @param start where the query begins in the statement
   * @param more what must stand behind it for being a query of its own
   */
  async #explained(text: string, start: number, more: string, { before, settings, scope = '', signal }: CheckOptions): Promise<Failure | undefined> {
    const sent = `${PREFIX}${text.slice(start)}${more};`;
    try {
      const context = contextOf(withStatements(this.parts.documents.of(scope), before), settings);
      if (context) await this.parts.client.execute(WHAT, sent, context, signal);
      return undefined;
    } catch (error) {
      if (!(error instanceof RefusedError) || error.refusal.code !== 40001) throw error;
      const at = placeOf(error.failure, sent);
      if (!at || at.start < PREFIX.length) return undefined;
      const inText = (offset: number): number => Math.min(start + offset - PREFIX.length, text.length);
      return { ...error.failure, position: { start: Math.min(inText(at.start), text.length - 1), end: inText(at.end) } };
    }
  }

  async #property(text: string, name: string, signal: AbortSignal): Promise<Failure | undefined> {
    // Old servers cannot be asked.
    const known = await this.parts.client.isProperty(name, signal).catch((error: unknown) => {
      if (error instanceof RefusedError) return true;
      throw error;
    });
    const start = text.indexOf(name);
    return known || start < 0 ? undefined : { what: WHAT, why: `The server has no property '${name}' that a statement could set.`, todo: 'LIST PROPERTIES shows those that it has.', kind: 'invalid', position: { start, end: start + name.length } };
  }

  async #insert(words: readonly Word[], signal: AbortSignal): Promise<Failure | undefined> {
    const target = insertTarget(words);
    if (!target) return undefined;
    const missing = await this.#source(target.source, signal);
    if (missing) return missing;
    const source = await this.parts.sources.find(nameOf(target.source), signal);
    if (!source) return undefined;
    const { columns } = await this.parts.sources.detail(source.name, signal);
    const strange = target.columns.find((word) => !PSEUDO.has(nameOf(word)) && !columns.some(({ name }) => name === nameOf(word)));
    if (strange) return problem(strange, `${source.name} has no column ${nameOf(strange)}.`, `It has ${columns.map(({ name }) => name).join(', ')}.`);
    const wanted = target.columns.length > 0 ? target.columns.length : columns.length;
    if (target.values === undefined || target.values.count === wanted) return undefined;
    return problem(target.values.word, `${target.values.count} values stand here for ${wanted} columns.`, `The columns are ${(target.columns.length > 0 ? target.columns.map(nameOf) : columns.map(({ name }) => name)).join(', ')}.`);
  }

  async #source(word: Word | undefined, signal: AbortSignal): Promise<Failure | undefined> {
    if (!isName(word) || (await this.parts.sources.find(nameOf(word), signal))) return undefined;
    return problem(word, `There is no stream or table ${nameOf(word)}.`, 'LIST STREAMS and LIST TABLES show those that there are.');
  }

  async #query(word: Word | undefined, signal: AbortSignal): Promise<Failure | undefined> {
    if (!isName(word)) return undefined;
    const wanted = nameOf(word).toUpperCase();
    return (await this.parts.lists.queries(signal)).some(({ id }) => id.toUpperCase() === wanted) ? undefined : problem(word, `There is no query ${nameOf(word)}.`, 'LIST QUERIES shows those that there are.');
  }

  /** Whether the statement reads what one before it makes or changes, which may not have run yet. */
  async #buildsOn(text: string, { before, signal }: CheckOptions): Promise<boolean> {
    const mentioned = new Set(wordsOf(text).filter(isName).map(nameOf));
    for (const statement of before) {
      const words = wordsOf(statement);
      const made = madeBy(words);
      if (made === undefined || !mentioned.has(made)) continue;
      if (words[0]?.key !== 'CREATE' || !(await this.parts.sources.find(made, signal))) return true;
    }
    return false;
  }
}

/** A query that writes emits changes, whether it says so or not. */
function changes(words: readonly Word[]): string {
  return words.some(({ key, kind }) => kind === 'word' && key === 'EMIT') ? '' : ' EMIT CHANGES';
}

function problem({ start, end }: Word, why: string, todo: string): Failure {
  return { what: WHAT, why, todo, kind: 'invalid', position: { start, end } };
}

const isSyntax = ({ why, detail = '' }: Failure): boolean => /syntax|mismatched input|extraneous input|no viable alternative|missing .* at /iu.test(`${why}\n${detail}`);

/** The name behind STREAM, TABLE or TYPE of a statement that makes, changes or drops one. */
function madeBy(words: readonly Word[]): string | undefined {
  const [first] = words;
  if (first?.key !== 'CREATE' && first?.key !== 'ALTER' && first?.key !== 'DROP') return undefined;
  const noun = words.findIndex(({ key, kind }) => kind === 'word' && (key === 'STREAM' || key === 'TABLE' || key === 'TYPE'));
  const name = words.slice(noun + 1).find((word) => isName(word) && !['IF', 'NOT', 'EXISTS'].includes(word.key));
  return noun < 0 || name === undefined ? undefined : nameOf(name);
}

/** `undefined` where the settings themselves are wrong, which running tells. */
function contextOf(context: StatementContext, settings: CheckOptions['settings']): StatementContext | undefined {
  try {
    return withSettings(context, settings).context;
  } catch (error) {
    if (error instanceof HeadwaterError) return undefined;
    throw error;
  }
}
