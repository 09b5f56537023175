import { documentSettings } from '../../core/sql/settings';

/** Lines in which settings can stand. */
const HEAD_LINES = 40;

/** The `# headwater: key=value` lines on top of a document of line protocol. */
export function lineSettings(text: string): Readonly<Record<string, string>> {
  let end = 0;
  for (let line = 0; line < HEAD_LINES && end >= 0; line++) end = text.indexOf('\n', end + 1);
  return documentSettings(end < 0 ? text : text.slice(0, end), ['#']);
}
