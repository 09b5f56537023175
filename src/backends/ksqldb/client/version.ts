/** Which of the ways to query a server takes. */
export type QueryWay =
  /** POST /query-stream with `application/vnd.ksql.v1+json`: over HTTP/1.1 since ksqlDB 0.24. */
  | 'stream'
  /** The same with the delimited framing, where v1+json is refused. */
  | 'lines'
  /** POST /query: all before. */
  | 'legacy';

/**
 * By version of the server: ksqlDB counts 0.x, Confluent Platform, which contains it, 5.x to 7.x and on; its 7.1 has ksqlDB 0.24.
 * What cannot be read counts as new: the server's own refusal corrects it.
 */
export function queryWay(version: string): QueryWay {
  const [, major, minor] = /^v?(\d+)\.(\d+)/u.exec(version.trim()) ?? [];
  if (major === undefined || minor === undefined) return 'stream';
  if (major === '0') return Number(minor) >= 24 ? 'stream' : 'legacy';
  return Number(major) > 7 || (major === '7' && Number(minor) >= 1) ? 'stream' : 'legacy';
}
