/** Counts, sizes, times and rates for people. */

/** `1,204,331`. */
export function formatCount(count: number | bigint): string {
  const text = typeof count === 'bigint' ? count.toString() : String(Math.round(count));
  // Every row number of every frame goes through here, so it is not left to an expression that looks ahead.
  let end = text.length;
  let grouped = '';
  for (; end > 3 && isDigit(text.charCodeAt(end - 4)); end -= 3) grouped = `,${text.slice(end - 3, end)}${grouped}`;
  return text.slice(0, end) + grouped;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** `1,024 bytes`, `1 byte`. */
export function formatBytesExact(bytes: number): string {
  return bytes === 1 ? '1 byte' : `${formatCount(bytes)} bytes`;
}

/** `812 B`, `1.5 KiB`, `96.2 MiB`. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']);
}

/** `0.4 ms`, `41 ms`, `1.84 s`, `2 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
export function formatDuration(millis: number): string {
  if (millis < 9.95) return `${threeDigits(millis)} ms`;
  if (millis < 999.5) return `${Math.round(millis)} ms`;
  if (millis < 59_995) return `${threeDigits(millis / 1000)} s`;
  const seconds = Math.round(millis / 1000);
  if (seconds < 3600) return twoParts(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return twoParts(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  return twoParts(Math.floor(minutes / 1440), 'd', Math.floor(minutes / 60) % 24, 'h');
}

/** Rows a second, `654 k rows/s`; empty where the time is too short to tell. */
export function formatRate(count: number, millis: number, noun = 'rows'): string {
  return millis > 0 && count > 0 ? `${scaled((count * 1000) / millis, 1000, ['', 'k', 'M', 'G', 'T'])} ${noun}/s`.replace('  ', ' ') : '';
}

function twoParts(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** Goes to the next unit before a number would round to four digits. */
function scaled(value: number, step: number, units: readonly string[]): string {
  let unit = 0;
  let rest = value;
  while (rest >= step - 0.5 && unit < units.length - 1) {
    rest /= step;
    unit++;
  }
  const text = unit === 0 ? String(Math.round(rest)) : threeDigits(rest);
  return `${text} ${units[unit] ?? ''}`;
}

function threeDigits(value: number): string {
  const decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return String(Number(value.toFixed(decimals)));
}
