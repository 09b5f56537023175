import type { Failure } from '../../../core/errors';
import type { ParquetFooter } from './footer';
import { POISON } from './mirror';

/** DuckDB 1.5 in its own words, when it reads past the end of a file. The test of each kind of miss holds them to the version in use. */
const MISSED = /outside file: (?<file>.*?), attempted range: \[(?<start>\d+)|at location (?<location>\d{14,})/su;

/** The chunk that DuckDB wanted and a mirror does not have; `undefined` where the failure is about something else. */
export function missedPlace(failure: Failure, mirrors: readonly { readonly path: string; readonly footer: ParquetFooter }[]): { readonly path: string; readonly chunk: number } | undefined {
  const text = [failure.why, failure.detail ?? ''].join('\n');
  const { start, location } = MISSED.exec(text)?.groups ?? {};
  const place = Number(start ?? location) - POISON;
  if (!(place >= 0)) return undefined;
  const named = mirrors.filter(({ path }) => text.includes(path));
  for (const { path, footer } of named.length > 0 ? named : mirrors) {
    const chunk = footer.chunks.findIndex((one) => one.start <= place && place < one.start + one.length);
    if (chunk >= 0) return { path, chunk };
  }
  return undefined;
}
