import type { Field, Schema } from 'apache-arrow';
import { ArrowDecoder } from '../../core/arrow/decode';
import { nodeCodecs } from '../../core/arrow/nodeCodecs';
import { makeFill } from '../../duckdb/fill/make';
import type { VectorFill } from '../../duckdb/fill/vectorFill';
import { typeText } from '../../duckdb/typeText';

/** What reads the rows of one stream. */
export interface StreamReader {
  readonly decoder: ArrowDecoder;
  readonly fills: readonly VectorFill[];
}

/** Some columns of a table, as DuckDB expects them. Streams with the schema of the one before are read as that was. */
export class ScanShape {
  readonly #declared: readonly string[];
  #before: { readonly schema: Uint8Array; readonly reader: StreamReader } | undefined;

  constructor(readonly fields: readonly Field[]) {
    this.#declared = fields.map((field) => typeText(makeFill(field, 'exact').type));
  }

  /**
   * @param schema the first message of a stream
   * @param unused its columns are not read: they may be any
   * @throws Error where the columns are not those that the table was described with
   */
  reader(schema: Uint8Array, unused: boolean): StreamReader {
    if (this.#before && Buffer.compare(this.#before.schema, schema) === 0) return this.#before.reader;
    const decoder = new ArrowDecoder(schema, nodeCodecs());
    const { fields, dictionaries } = decoder.schema;
    const reader = { decoder, fills: fields.map((field) => makeFill(field, 'exact')) };
    if (unused) return reader;
    this.#check(decoder.schema, reader.fills);
    // Dictionaries are a stream's own.
    if (dictionaries.size === 0) this.#before = { schema, reader };
    return reader;
  }

  #check({ fields }: Schema, fills: readonly VectorFill[]): void {
    const came = fills.map((fill) => typeText(fill.type));
    if (came.length !== this.#declared.length) throw new Error(`The source gave ${came.length} columns where ${this.#declared.length} were asked for.`);
    const wrong = came.findIndex((type, index) => type !== this.#declared[index]);
    if (wrong >= 0) throw new Error(`The source gave ${came[wrong] ?? ''} for column ${fields[wrong]?.name ?? ''}, which it had described as ${this.#declared[wrong] ?? ''}.`);
  }
}
