import { formatBytes, formatCount, formatDuration } from '../../../core/format/numbers';

const PREFIX = 'x-influxdata-';

/** The statistics that InfluxDB 3 puts into the trailers of a query, for people. Durations are seconds there. */
export function statisticsOf(trailers: Readonly<Record<string, string>>): readonly (readonly [label: string, value: string])[] {
  return Object.entries(trailers).flatMap(([name, value]) => {
    if (!name.startsWith(PREFIX) || value === '') return [];
    return [fact(name.slice(PREFIX.length), value)];
  });
}

function fact(name: string, value: string): readonly [string, string] {
  const amount = Number(value);
  const label = (text: string): string => sentenceCase(text.replaceAll('-', ' '));
  if (!Number.isFinite(amount)) return [label(name), value];
  if (name.endsWith('-seconds')) return [label(name.replace(/-seconds$/u, '').replace(/-duration$/u, ' time')), formatDuration(amount * 1_000)];
  if (name.endsWith('-bytes')) return [label(name.replace(/-bytes$/u, '')), formatBytes(amount)];
  return [label(name), formatCount(amount)];
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
