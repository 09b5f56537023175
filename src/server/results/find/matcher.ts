import type { Field } from 'apache-arrow';
import { familyOf } from '../../../core/format/column';
import type { FindQuery } from '../../../protocol/resultsArrange';
import { regexTest } from '../filter/regexTest';
import type { PieceTest } from '../filter/pieceTest';
import { textTest } from '../filter/textTest';
import { type NullMarker, nullMarker } from '../keys/nulls';
import { fieldAt } from '../store/fields';
import type { BatchRows, Rows } from '../store/rows';

/** One column in which a match can be. */
interface Searched {
  readonly column: number;
  /** Its place among the columns asked for. */
  readonly position: number;
  readonly test: PieceTest;
  readonly markNulls: NullMarker;
}

/** Tests the cells of rows, column by column. */
export class Matcher {
  readonly #searched: readonly Searched[];
  #passed = new Uint8Array(0);
  #nulls = new Uint8Array(0);

  /** @throws HeadwaterError where the pattern cannot be read */
  constructor(rows: Rows, query: FindQuery, columns: readonly number[], timeZone: string) {
    this.#searched = columns.flatMap((column, position) => {
      const field = fieldAt(rows, column);
      return canMatch(field, query) ? [{ column, position, test: testOf(field, query, timeZone), markNulls: nullMarker(field) }] : [];
    });
  }

  /** Calls `take` for each column with 1 for each row whose cell matches, from 0 on. */
  test({ batch, start, count }: BatchRows, take: (position: number, passed: Uint8Array) => void): void {
    if (this.#passed.length < count) {
      this.#passed = new Uint8Array(count);
      this.#nulls = new Uint8Array(count);
    }
    const passed = this.#passed.subarray(0, count);
    const nulls = this.#nulls.subarray(0, count);
    for (const { column, position, test, markNulls } of this.#searched) {
      const piece = { data: batch.column(column), start, count };
      passed.fill(0);
      nulls.fill(0);
      const empty = markNulls(piece, nulls, 0);
      if (empty === count) continue;
      test(piece, passed);
      if (empty > 0) for (let index = 0; index < count; index++) if (nulls[index] === 1) passed[index] = 0;
      take(position, passed);
    }
  }
}

function testOf(field: Field, { text, regex = false, caseSensitive = false }: FindQuery, timeZone: string): PieceTest {
  return regex ? regexTest(field, text, caseSensitive, timeZone) : textTest(field, 'contains', text, caseSensitive, timeZone);
}

/** Numbers are not made into text for letters that no number has. */
function canMatch(field: Field, { text, regex = false }: FindQuery): boolean {
  return regex || familyOf(field) !== 'number' || /^[-+.\deinfatyINFATYE]*$/u.test(text);
}
