import { describe, expect, test } from 'vitest';
import { HeadwaterError } from '../../../src/core/errors';
import { lineWithValue, readParameters, statementValues, valueProblem } from '../../../src/extension/notebooks/parameterText';

function only(line: string): ReturnType<typeof readParameters>['parameters'][number] {
  const { parameters, problems } = readParameters(line);
  expect(problems).toEqual([]);
  const [parameter] = parameters;
  if (!parameter || parameters.length > 1) throw new Error(`One parameter was expected in ${line}.`);
  return parameter;
}

describe('A cell of parameters', () => {
  test('has one parameter in each line that is no comment', () => {
    const { parameters, problems } = readParameters('# what to look at\ncity: text = Berlin\n\n  $least : NUMBER = 10 \r\nperiod: dates = 2024-01-01 to 2024-03-31\n');
    expect(problems).toEqual([]);
    expect(parameters).toEqual([
      { name: 'city', kind: 'text', value: 'Berlin', line: 1 },
      { name: 'least', kind: 'number', value: '10', line: 3 },
      { name: 'period', kind: 'dates', value: '2024-01-01 to 2024-03-31', line: 4 },
    ]);
  });

  test('has choices from a list or from a query', () => {
    expect(only('city: choice = Berlin in [Berlin, "Paris, Texas", Rom]')).toMatchObject({ value: 'Berlin', choices: ['Berlin', 'Paris, Texas', 'Rom'] });
    expect(only("zone: choice = \"from here\" from SELECT DISTINCT z FROM 'a.parquet'")).toMatchObject({ value: 'from here', query: "SELECT DISTINCT z FROM 'a.parquet'" });
    expect(only('city: choice = in [a]')).toMatchObject({ value: '', choices: ['a'] });
  });

  test('says what is wrong with a line, and reads the others', () => {
    const { parameters, problems } = readParameters('nonsense\na: money = 3\nb: text = "open\nc: choice = x of y in (1)\nd: text = ok\nd: text = again\ne: choice = "x" on y');
    expect(parameters.map(({ name }) => name)).toEqual(['c', 'd']);
    expect(problems.map(({ line }) => line)).toEqual([0, 1, 2, 5, 6]);
    expect(problems[1]?.why).toContain('“money” is no type');
  });

  test.each([
    ['a: number = 12345678901234567890', 'integer', '12345678901234567890'],
    ['a: number = 0.10', 'decimal', '0.10'],
    ['a: number = 1e-3', 'double', '1e-3'],
    ['a: text = 007', 'text', '007'],
    ['a: text = "  x "', 'text', '  x '],
    ['a: boolean = true', 'boolean', 'true'],
    ['a: date = 2024-02-29', 'date', '2024-02-29'],
    ['a: timestamp = 2024-02-29 12:00:00', 'timestamp', '2024-02-29 12:00:00'],
  ])('gives %s as it is written', (line, type, value) => {
    expect(statementValues(only(line))).toEqual([{ name: 'a', type, value }]);
  });

  test('gives a range of dates as two values', () => {
    expect(statementValues(only('p: dates = 2024-01-01 to 2024-01-31'))).toEqual([
      { name: 'p_from', type: 'date', value: '2024-01-01' },
      { name: 'p_to', type: 'date', value: '2024-01-31' },
    ]);
  });

  test.each(['a: number = ten', 'a: number =', 'a: date = 2023-02-29', 'a: dates = 2024-01-01', 'a: dates = 2024-02-01 to 2024-01-01', 'a: boolean = maybe', 'a: choice = x in [y]'])('refuses %s with its name, value and type', (line) => {
    const parameter = only(line);
    expect(valueProblem(parameter)).toBeDefined();
    expect(() => statementValues(parameter)).toThrow(HeadwaterError);
    expect(() => statementValues(parameter)).toThrow(/parameter `a`.*does not fit its type/u);
  });

  test.each([
    ['city: choice = Berlin in [Berlin, Rome]', 'Rome', 'city: choice = Rome in [Berlin, Rome]'],
    ['  least:number=10', '11.5', '  least:number= 11.5'],
    ['a: text = x', '', 'a: text = ""'],
    ['a: text = x', 'two\nlines', 'a: text = "two\\nlines"'],
    ['z: choice = "1" from SELECT z FROM t', 'from a', 'z: choice = "from a" from SELECT z FROM t'],
  ])('keeps all of %s but its value', (line, value, expected) => {
    expect(lineWithValue(line, value)).toBe(expected);
    expect(only(expected).value).toBe(value);
  });
});
