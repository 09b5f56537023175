/**
 * A ticket that InfluxDB 3 takes without GetFlightInfo before it.
 * Source: `read_info` of InfluxDB's Flight service, which reads JSON with these keys.
 */
export function queryTicket(database: string, query: string, language: QueryLanguage, parameters: Readonly<Record<string, JsonValue>> = {}): Uint8Array {
  const named = Object.keys(parameters).length > 0 ? { params: parameters } : {};
  return new TextEncoder().encode(JSON.stringify({ database, sql_query: query, query_type: language, ...named }));
}

export type QueryLanguage = 'sql' | 'influxql';

export const INFLUX_DIALECTS: readonly { readonly id: QueryLanguage; readonly label: string }[] = [
  { id: 'sql', label: 'SQL' },
  { id: 'influxql', label: 'InfluxQL' },
];

export type JsonValue = string | number | boolean | null;
