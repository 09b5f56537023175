import { STANDARD_RULES } from '../../core/sql/standard';
import { tableNamesOf } from '../../core/sql/tableNames';

/** What cells give each other: names of results, and statements that read them as tables. Pure. */

export interface CellText {
  /** One for each cell. */
  readonly id: string;
  readonly text: string;
  /** False for languages whose statements read no tables of others. */
  readonly reads: boolean;
  /** The name that the cell itself has, beside those in its text. */
  readonly name?: string;
}

export interface CellNode {
  readonly id: string;
  /** Lower case. */
  readonly gives: readonly string[];
  /** Names that it reads, lower case, with the cells that give them, itself not among them. */
  readonly uses: ReadonlyMap<string, string>;
}

const NAME = /^[^\S\n]*(?:--|#|\/\/)[^\S\n]*headwater:.*?\bname[^\S\n]*=[^\S\n]*(?:"([^"\n]*)"|([^,\s]+))/gimu;

/** Names of the results of a cell, as they are written. */
export function namesIn({ text, name }: Pick<CellText, 'text' | 'name'>): readonly string[] {
  const inText = [...text.matchAll(NAME)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  return [...inText, ...(name === undefined ? [] : [name])].filter((one) => one !== '');
}

/** Who reads whom. Of a name that several cells give, the nearest before the reader counts, or else the first behind it. */
export function cellGraph(cells: readonly CellText[]): ReadonlyMap<string, CellNode> {
  const givers = new Map<string, number[]>();
  const given = cells.map((cell) => namesIn(cell).map((name) => name.toLowerCase()));
  given.forEach((names, at) => {
    for (const name of names) givers.set(name, [...(givers.get(name) ?? []), at]);
  });
  return new Map(
    cells.map((cell, at) => {
      const uses = new Map<string, string>();
      for (const name of cell.reads ? readIn(cell.text) : []) {
        const from = givers.get(name) ?? [];
        const giver = from.filter((one) => one < at).at(-1) ?? from.find((one) => one > at);
        const id = giver === undefined ? undefined : cells[giver]?.id;
        // A statement that has the name of what it reads is no circle: it reads the table of that name.
        if (id !== undefined) uses.set(name, id);
      }
      return [cell.id, { id: cell.id, gives: given[at] ?? [], uses }];
    }),
  );
}

/** Names in a circle through the cell, in the order in which they are read; `undefined` where there is none. */
export function circleThrough(graph: ReadonlyMap<string, CellNode>, start: string): readonly string[] | undefined {
  const seen = new Set<string>();
  const walk = (id: string, path: readonly string[]): readonly string[] | undefined => {
    for (const [name, giver] of graph.get(id)?.uses ?? []) {
      if (giver === start) return [...path, name];
      if (seen.has(giver)) continue;
      seen.add(giver);
      const found = walk(giver, [...path, name]);
      if (found) return found;
    }
    return undefined;
  };
  return walk(start, []);
}

function readIn(text: string): ReadonlySet<string> {
  return new Set(tableNamesOf(text, STANDARD_RULES).flatMap((name) => (name.kind === 'name' && name.parts.length === 1 ? [(name.parts[0] ?? '').toLowerCase()] : [])));
}
