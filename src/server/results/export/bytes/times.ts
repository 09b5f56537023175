import { civilFromDays } from '../../../../core/format/calendar';
import { offsetText, type TimestampFormat, timestampText } from '../../../../core/format/time';
import { putPadded } from './digits';
import type { TextBytes } from './textBytes';

const DAY = 86_400;
const WORD = 2 ** 32;
const [DASH, COLON, POINT, SPACE, LETTER_T] = [0x2d, 0x3a, 0x2e, 0x20, 0x54];
/** Date, clock and nine digits of a second. */
const MOST = 40;
/** The first day of year 1 and the last of year 9999: others are written with signs or names of eras. */
const [FIRST_DAY, LAST_DAY] = [-719_162, 2_932_896];

/** Writes dates and times; knows the last day, which most rows share. */
export class TimeBytes {
  #day = NaN;
  readonly #date = new Uint8Array(10);

  /** False where the day has no plain form: nothing is written then. @param days since 1970 */
  date(days: number, out: TextBytes): boolean {
    if (!(days >= FIRST_DAY && days <= LAST_DAY)) return false;
    if (days !== this.#day) this.#know(days);
    out.add(this.#date);
    return true;
  }

  /** A 64-bit number of units since 1970 from its two words. */
  timestamp(low: number, high: number, format: TimestampFormat, out: TextBytes): void {
    const value = (high | 0) * WORD + (low >>> 0);
    const seconds = Math.floor(value / format.units);
    const offset = Number.isSafeInteger(value) ? (format.zone?.offsetAt(seconds) ?? 0) : NaN;
    const days = Math.floor((seconds + offset) / DAY);
    if (Number.isNaN(offset) || !this.date(days, out)) {
      out.ascii(timestampText((BigInt(high | 0) << 32n) | BigInt(low >>> 0), format));
      return;
    }
    out.room(MOST);
    const { bytes } = out;
    let at = out.length;
    bytes[at++] = format.style === 'iso' ? LETTER_T : SPACE;
    const clock = (seconds + offset - days * DAY) | 0;
    at = putPadded((clock / 3600) | 0, 2, bytes, at);
    bytes[at++] = COLON;
    at = putPadded(((clock / 60) | 0) % 60, 2, bytes, at);
    bytes[at++] = COLON;
    at = putPadded(clock % 60, 2, bytes, at);
    out.length = putFraction(value - seconds * format.units, format.units, bytes, at);
    if (format.zone && format.offsets) out.ascii(offsetText(offset, format.style));
  }

  #know(days: number): void {
    const { year, month, day } = civilFromDays(days);
    this.#date[4] = this.#date[7] = DASH;
    putPadded(year, 4, this.#date, 0);
    putPadded(month, 2, this.#date, 5);
    putPadded(day, 2, this.#date, 8);
    this.#day = days;
  }
}

/** In groups of three digits, without groups of zeros at the end. */
function putFraction(fraction: number, units: number, bytes: Uint8Array, at: number): number {
  if (fraction === 0) return at;
  let [rest, digits] = [fraction, units === 1_000_000_000 ? 9 : units === 1_000_000 ? 6 : 3];
  while (rest % 1000 === 0) {
    rest /= 1000;
    digits -= 3;
  }
  bytes[at] = POINT;
  const high = Math.floor(rest / 1_000_000);
  const next = digits === 9 ? putPadded(high, 3, bytes, at + 1) : at + 1;
  return putPadded(rest - high * 1_000_000, Math.min(digits, 6), bytes, next);
}
