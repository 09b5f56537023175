import duckdb from '@duckdb/node-bindings';
import type { StatementParameter } from '../core/contract/execution';
import { valuesOf } from './native';

/** Binds the values that a statement asks for, each by its declared type. Converts dates and times by DuckDB's own rules. */
export class ParameterBinder {
  /** @param connection one that has no open stream: conversions run on it */
  constructor(private readonly connection: () => Promise<duckdb.Connection>) {}

  /** Parameters that the statement does not have are left out; what is missing DuckDB reports when it runs. */
  async bind(statement: duckdb.PreparedStatement, parameters: readonly StatementParameter[]): Promise<void> {
    const count = duckdb.nparams(statement);
    for (let index = 1; index <= count; index++) {
      const name = duckdb.parameter_name(statement, index);
      const parameter = parameters.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
      if (parameter) await this.#bindOne(statement, index, parameter);
    }
  }

  async #bindOne(statement: duckdb.PreparedStatement, index: number, { name, type, value }: StatementParameter): Promise<void> {
    if (value === null) {
      duckdb.bind_null(statement, index);
      return;
    }
    const wrong = (what: string) => new ParameterError(`The value of parameter ${name} is not ${what}: ${value}`);
    if (/\p{Surrogate}/u.test(value)) throw new ParameterError(`The value of parameter ${name} holds half of a surrogate pair, which UTF-8 cannot carry.`);
    switch (type) {
      case 'text':
      case 'json':
        duckdb.bind_varchar(statement, index, value);
        return;
      case 'integer':
        bindInteger(statement, index, value, wrong);
        return;
      case 'decimal':
        bindDecimal(statement, index, value, wrong);
        return;
      case 'double':
        duckdb.bind_double(statement, index, doubleOf(value, wrong));
        return;
      case 'boolean':
        duckdb.bind_boolean(statement, index, booleanOf(value, wrong));
        return;
      case 'blob-hex':
        duckdb.bind_blob(statement, index, bytesOf(value, wrong));
        return;
      case 'date':
        duckdb.bind_date(statement, index, { days: new DataView(await this.#cast(value, 'DATE', 4, wrong)).getInt32(0, true) });
        return;
      case 'timestamp':
        await this.#bindTimestamp(statement, index, value, wrong);
    }
  }

  async #bindTimestamp(statement: duckdb.PreparedStatement, index: number, value: string, wrong: Wrong): Promise<void> {
    const read = async (type: string) => new DataView(await this.#cast(value, type, 8, wrong)).getBigInt64(0, true);
    if (/:\d.*(?:z|[+-]\d\d(?::?\d\d)?|\s[a-z_]+(?:\/[a-z_]+)*)$/iu.test(value.trim())) duckdb.bind_timestamp_tz(statement, index, { micros: await read('TIMESTAMPTZ') });
    else if (/\.\d{7,}$/u.test(value.trim())) duckdb.bind_value(statement, index, duckdb.create_timestamp_ns({ nanos: await read('TIMESTAMP_NS') }));
    else duckdb.bind_timestamp(statement, index, { micros: await read('TIMESTAMP') });
  }

  async #cast(value: string, type: string, width: number, wrong: Wrong): Promise<ArrayBuffer> {
    const statement = await duckdb.prepare(await this.connection(), `SELECT CAST($1::VARCHAR AS ${type})`);
    try {
      duckdb.bind_varchar(statement, 1, value);
      const chunk = await duckdb.fetch_chunk(await duckdb.execute_prepared(statement)).catch(() => undefined);
      if (!chunk) throw wrong(`a ${type}`);
      const copy = new ArrayBuffer(width);
      new Uint8Array(copy).set(valuesOf(duckdb.data_chunk_get_vector(chunk, 0), 0, 1, width));
      return copy;
    } catch {
      throw wrong(type === 'DATE' ? 'a date' : 'a timestamp');
    } finally {
      duckdb.destroy_prepare_sync(statement);
    }
  }
}

/** A value that does not fit its declared type. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

type Wrong = (what: string) => ParameterError;

function bindInteger(statement: duckdb.PreparedStatement, index: number, value: string, wrong: Wrong): void {
  if (!/^\s*[+-]?\d+\s*$/u.test(value)) throw wrong('a whole number');
  const number = BigInt(value.trim().replace(/^\+/u, ''));
  if (BigInt.asIntN(64, number) === number) duckdb.bind_int64(statement, index, number);
  else if (BigInt.asIntN(128, number) === number) duckdb.bind_hugeint(statement, index, number);
  else if (BigInt.asUintN(128, number) === number) duckdb.bind_uhugeint(statement, index, number);
  else throw wrong('a whole number of at most 128 bits');
}

const MOST_DIGITS = 38;

function bindDecimal(statement: duckdb.PreparedStatement, index: number, value: string, wrong: Wrong): void {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/u.exec(value);
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  const digits = whole.replace(/^0+/u, '') + fraction;
  if (!match || whole + fraction === '') throw wrong('a decimal number');
  if (Math.max(digits.length, fraction.length) > MOST_DIGITS) throw wrong(`a decimal number of at most ${MOST_DIGITS} digits`);
  const number = BigInt(digits === '' ? '0' : digits);
  const decimal = { width: Math.max(digits.length, fraction.length, 1), scale: fraction.length, value: sign === '-' ? -number : number };
  duckdb.bind_value(statement, index, duckdb.create_decimal(decimal));
}

function doubleOf(value: string, wrong: Wrong): number {
  const text = value.trim().toLowerCase();
  if (text === 'nan') return NaN;
  if (/^[+-]?inf(?:inity)?$/u.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const number = Number(text);
  if (text === '' || Number.isNaN(number)) throw wrong('a number');
  return number;
}

function booleanOf(value: string, wrong: Wrong): boolean {
  const text = value.trim().toLowerCase();
  if (['true', 't', 'yes', 'y', '1', 'on'].includes(text)) return true;
  if (['false', 'f', 'no', 'n', '0', 'off'].includes(text)) return false;
  throw wrong('true or false');
}

function bytesOf(value: string, wrong: Wrong): Uint8Array {
  const digits = value.replaceAll(/\s/gu, '').replace(/^(?:0x|\\x)/iu, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/iu.test(digits)) throw wrong('pairs of hexadecimal digits');
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) => parseInt(digits.slice(index * 2, index * 2 + 2), 16));
}
