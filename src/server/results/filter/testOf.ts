import type { Field } from 'apache-arrow';
import type { ValueTest } from '../../../protocol/resultsArrange';
import { inTest } from './inTest';
import type { CompiledTest } from './pieceTest';
import { rangeTest } from './rangeTest';
import { regexTest } from './regexTest';
import { textTest } from './textTest';

/** @throws HeadwaterError where a value or a pattern cannot be read */
export function testOf(field: Field, is: ValueTest, timeZone: string): CompiledTest {
  switch (is.test) {
    case 'contains':
    case 'starts':
    case 'ends':
    case 'is':
      return { nulls: false, test: textTest(field, is.test, is.text, is.caseSensitive ?? false, timeZone) };
    case 'regex':
      return { nulls: false, test: regexTest(field, is.pattern, is.caseSensitive ?? false, timeZone) };
    case 'range':
      return { nulls: false, test: rangeTest(field, is.from, is.to, timeZone) };
    case 'in':
      return { nulls: is.values.includes(null), test: inTest(field, is.values.filter((value) => value !== null), timeZone) };
    case 'null':
      return { nulls: true, test: () => undefined };
  }
}
