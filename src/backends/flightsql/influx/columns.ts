/** What a column is in InfluxDB: the time, a tag or a field. */
export type ColumnRole = 'time' | 'tag' | 'field';

/** Field metadata of InfluxDB 3 schemas: `iox::column_type::tag`, `…::timestamp`, `…::field::integer`. */
const KEY = 'iox::column::type';

export function roleOf(metadata: ReadonlyMap<string, string>): ColumnRole | undefined {
  const [, role] = /^iox::column_type::(tag|timestamp|field)(?:::|$)/u.exec(metadata.get(KEY) ?? '') ?? [];
  return role === 'timestamp' ? 'time' : role === 'tag' || role === 'field' ? role : undefined;
}

/** The same by the type that `information_schema.columns` tells: `time` is never null, tags are dictionaries. */
export function roleByType(name: string, type: string): ColumnRole {
  if (name === 'time' && /^Timestamp/iu.test(type)) return 'time';
  return /^Dictionary/iu.test(type) ? 'tag' : 'field';
}

export function roleIcon(role: ColumnRole): string {
  switch (role) {
    case 'time':
      return 'watch';
    case 'tag':
      return 'tag';
    case 'field':
      return 'symbol-number';
  }
}
