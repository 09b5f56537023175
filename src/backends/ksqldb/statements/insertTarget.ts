import { isName, type Word } from '../language/words';

/** What `INSERT INTO source (columns) VALUES (…)` names. */
export interface InsertTarget {
  readonly source: Word;
  /** Empty where it lists none. */
  readonly columns: readonly Word[];
  /** How many values it has, and where they begin; absent where they are not written to their end. */
  readonly values?: { readonly word: Word; readonly count: number };
}

export function insertTarget(words: readonly Word[]): InsertTarget | undefined {
  const [insert, into, source] = words;
  const values = words.findIndex(({ key, kind, depth }) => kind === 'word' && key === 'VALUES' && depth === 0);
  if (insert?.key !== 'INSERT' || into?.key !== 'INTO' || !isName(source) || values < 0) return undefined;
  const columns = words.slice(3, values).filter(isName);
  const word = words[values];
  const list = words.slice(values + 1);
  const inside = list.slice(1, -1);
  if (!word || list[0]?.key !== '(' || list.at(-1)?.key !== ')' || inside.length === 0) return { source, columns };
  return { source, columns, values: { word, count: 1 + commas(inside) } };
}

/** Commas between values: not those in parentheses, which functions have, nor in the brackets of arrays. */
function commas(words: readonly Word[]): number {
  let open = 0;
  let count = 0;
  for (const { key } of words) {
    if (key === '(' || key === '[') open += 1;
    else if (key === ')' || key === ']') open -= 1;
    else if (key === ',' && open === 0) count += 1;
  }
  return count;
}
