import { describe, expect, it } from 'vitest';
import { fileNameOf, formatOfPath } from '../../../src/extension/results/exportFormats';

describe('the file of an export', () => {
  it('is named after the result, without signs that a file system takes amiss', () => {
    expect(fileNameOf('orders by day', 'csv')).toBe('orders-by-day.csv');
    expect(fileNameOf('../../etc/passwd: "x"?', 'parquet')).toBe('etc-passwd-x.parquet');
    expect(fileNameOf('///', 'jsonl')).toBe('result.jsonl');
    expect(fileNameOf('Ünïcode 東京', 'arrow')).toBe('Ünïcode-東京.arrow');
    expect(fileNameOf('x'.repeat(500), 'csv')).toHaveLength(64);
  });

  it('has the format that its ending names', () => {
    expect(formatOfPath('/tmp/a.b/orders.PARQUET')).toBe('parquet');
    expect(formatOfPath('/tmp/a.csv/orders')).toBeUndefined();
    expect(formatOfPath('orders.ndjson')).toBe('jsonl');
  });
});
