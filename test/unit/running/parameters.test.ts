import { describe, expect, test } from 'vitest';
import type { ParameterType, StatementParameter } from '../../../src/core/contract/execution';
import { askParameters } from '../../../src/extension/running/parameters/askParameters';
import type { ValueQuestion } from '../../../src/extension/running/parameters/askParameters';
import { problemOf, readings } from '../../../src/extension/running/parameters/readings';
import { RememberedValues } from '../../../src/extension/running/parameters/rememberedValues';
import { FakeMemento } from './fakes';

const read = (text: string, preferred?: ParameterType): string[] => readings(text, preferred).map(({ type, value }) => `${type} ${value ?? 'NULL'}`);

describe('readings of a typed value', () => {
  test.each([
    ['', ['text NULL', 'text ']],
    ['null', ['text NULL', 'text null', 'json null']],
    ['42', ['integer 42', 'decimal 42', 'double 42', 'text 42', 'blob-hex 42', 'json 42']],
    ['9007199254740993', ['integer 9007199254740993', 'decimal 9007199254740993', 'double 9007199254740993', 'text 9007199254740993', 'blob-hex 9007199254740993', 'json 9007199254740993']],
    [' 1.10 ', ['decimal 1.10', 'double 1.10', 'text  1.10 ', 'json 1.10']],
    ['1e3', ['double 1e3', 'text 1e3', 'json 1e3']],
    ['TRUE', ['boolean TRUE', 'text TRUE']],
    ['2024-02-29', ['date 2024-02-29', 'timestamp 2024-02-29', 'text 2024-02-29']],
    ['2023-02-29', ['text 2023-02-29']],
    ['2026-01-31 23:59:59.123456789', ['timestamp 2026-01-31 23:59:59.123456789', 'text 2026-01-31 23:59:59.123456789']],
    ['2026-01-31 24:00:00', ['text 2026-01-31 24:00:00']],
    ['0xCAFE', ['blob-hex CAFE', 'text 0xCAFE']],
    ['\\xca', ['blob-hex ca', 'text \\xca']],
    ['{"a": 1}', ['json {"a": 1}', 'text {"a": 1}']],
    ['{"a": }', ['text {"a": }']],
    ["'O''Brien'", ["text O'Brien", "text 'O''Brien'"]],
    ['hello', ['text hello']],
  ])('of %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('begin with the type of the last time where it fits', () => {
    expect(read('42', 'text')[0]).toBe('text 42');
    expect(read('42', 'decimal')[0]).toBe('decimal 42');
    expect(read('x', 'decimal')[0]).toBe('text x');
    expect(readings('', 'date')[0]).toEqual({ type: 'date', value: null });
  });

  test('are told apart from values that do not fit a type', () => {
    expect(problemOf('integer', '1.5')).toBe('Not a whole number');
    expect(problemOf('date', '2026-13-01')).toBe('Not a date such as 2026-01-31');
    expect(problemOf('blob-hex', 'abc')).toBe('Not bytes as pairs of hexadecimal digits');
    expect(problemOf('integer', '-170141183460469231731687303715884105728')).toBeUndefined();
  });
});

describe('asking for parameters', () => {
  const value = (name: string, text: string): StatementParameter => ({ name, type: 'text', value: text });
  const script = (answers: (string | undefined)[], reviews: ('run' | number | undefined)[] = []) => {
    const questions: string[] = [];
    return {
      questions,
      value: async ({ name, step, total, previous }: ValueQuestion) => {
        questions.push(`${name} ${step}/${total}${previous ? ` was ${previous.value ?? ''}` : ''}`);
        const answer = answers.shift();
        return answer === undefined || answer === 'back' ? answer : value(name, answer);
      },
      review: async (values: readonly StatementParameter[]) => {
        questions.push(`review ${values.map((one) => one.value).join()}`);
        return reviews.shift();
      },
    };
  };

  test('asks one after the other, with a way back', async () => {
    const prompt = script(['x', 'back', 'y', 'z']);
    expect(await askParameters(['a', 'b'], () => undefined, prompt)).toEqual([value('a', 'y'), value('b', 'z')]);
    expect(prompt.questions).toEqual(['a 1/2', 'b 2/2', 'a 1/2 was x', 'b 2/2']);
  });

  test('asks only for what is not known', async () => {
    const prompt = script(['z']);
    expect(await askParameters(['a', 'b'], (name) => (name === 'a' ? value('a', 'k') : undefined), prompt)).toEqual([value('a', 'k'), value('b', 'z')]);
    expect(prompt.questions).toEqual(['b 1/1']);
  });

  test('runs with known values again, or after one was changed', async () => {
    const known = (name: string) => value(name, 'k');
    expect(await askParameters(['a'], known, script([], ['run']))).toEqual([value('a', 'k')]);
    const prompt = script(['new', 'back'], [1, 0, 'run']);
    expect(await askParameters(['a', 'b'], known, prompt)).toEqual([value('a', 'k'), value('b', 'new')]);
    expect(prompt.questions).toEqual(['review k,k', 'b 1/1 was k', 'review k,new', 'a 1/1 was k', 'review k,new']);
  });

  test('gives nothing when the person gives up', async () => {
    expect(await askParameters(['a', 'b'], () => undefined, script(['x', undefined]))).toBeUndefined();
    expect(await askParameters(['a'], (name) => value(name, 'k'), script([], [undefined]))).toBeUndefined();
  });
});

describe('remembered values', () => {
  test('come back for their document and name, NULL among them', async () => {
    const memento = new FakeMemento();
    await new RememberedValues(memento).put('file:///a.sql', [{ name: 'n', type: 'integer', value: null }]);
    const values = new RememberedValues(memento);
    expect(values.get('file:///a.sql', 'n')).toEqual({ name: 'n', type: 'integer', value: null });
    expect(values.get('file:///b.sql', 'n')).toBeUndefined();
  });

  test('are bounded in number and in size', async () => {
    const values = new RememberedValues(new FakeMemento());
    await values.put('s', [{ name: 'long', type: 'text', value: 'x'.repeat(4_097) }]);
    for (let number = 0; number <= 500; number++) await values.put('s', [{ name: `n${number}`, type: 'text', value: '1' }]);
    expect(values.get('s', 'long')).toBeUndefined();
    expect(values.get('s', 'n0')).toBeUndefined();
    expect(values.get('s', 'n500')).toBeDefined();
  });
});
