import { Refusal } from '../refusal';
import type { SourceKind, Window } from '../sql/ast';
import { nearest } from '../sql/statements';
import type { SqlType } from '../values/types';
import type { Topic } from './topic';

export interface Column {
  readonly name: string;
  readonly type: SqlType;
  readonly role?: 'KEY' | 'PRIMARY KEY' | 'HEADERS';
}

/** A stream or a table. */
export interface Source {
  readonly kind: SourceKind;
  readonly name: string;
  readonly topic: string;
  readonly keyFormat: string;
  readonly valueFormat: string;
  /** Key columns first. */
  readonly columns: readonly Column[];
  readonly window?: Window['kind'];
  readonly windowSizeMs?: number;
  readonly readOnly: boolean;
  /** The column that gives the record's time. */
  readonly timestamp?: string;
  /** What made it. */
  readonly statement: string;
}

export interface Connector {
  readonly name: string;
  readonly type: 'source' | 'sink';
  readonly className: string;
  readonly properties: ReadonlyMap<string, string>;
}

/** A persistent query, by names only. */
export interface QueryEntry {
  readonly id: string;
  readonly sink: string;
  readonly reads: readonly string[];
}

/** What the server knows by name. A copy of it is the sandbox in which all statements of a request are tried first. */
export class Metastore {
  readonly sources = new Map<string, Source>();
  readonly types = new Map<string, SqlType>();
  readonly topics = new Map<string, Pick<Topic, 'name' | 'partitions' | 'replicas'>>();
  readonly connectors = new Map<string, Connector>();
  readonly queries = new Map<string, QueryEntry>();

  copy(): Metastore {
    const copied = new Metastore();
    for (const [name, source] of this.sources) copied.sources.set(name, source);
    for (const [name, type] of this.types) copied.types.set(name, type);
    for (const [name, topic] of this.topics) copied.topics.set(name, topic);
    for (const [name, connector] of this.connectors) copied.connectors.set(name, connector);
    for (const [id, query] of this.queries) copied.queries.set(id, query);
    return copied;
  }

  /** @throws Refusal where there is none, with the nearest name */
  source(name: string): Source {
    const found = this.sources.get(name);
    if (found) return found;
    const near = nearest(name, [...this.sources.keys()]);
    throw new Refusal(`${name} does not exist.${near === undefined ? '' : `\nDid you mean "${near}"?`}`);
  }
}

export const isKey = (column: Column): boolean => column.role === 'KEY' || column.role === 'PRIMARY KEY';
