import { daysFromCivil } from './calendar';

/** Seconds to add to UTC at an instant (seconds since 1970). */
export interface Zone {
  offsetAt(seconds: number): number;
}

const DAY = 86_400;
const QUARTER = 900;
/** Instants beyond these are outside the range of a JS date; the rules of the edge hold there. */
const LAST_SECOND = 8_640_000_000_000 - DAY;
const CACHE_ENTRIES = 20_000;

/** A zone by its IANA name or as a fixed offset (`+05:30`). A name that the platform does not know is shown as UTC. */
export function makeZone(name: string): Zone {
  const fixed = /^([+-])(\d\d):?(\d\d)$/u.exec(name);
  if (fixed) {
    const seconds = (Number(fixed[2]) * 60 + Number(fixed[3])) * 60;
    return fixedZone(fixed[1] === '-' ? -seconds : seconds);
  }
  return new NamedZone(name);
}

/** Asks the platform for its rules when the first offset is wanted: the first asking takes tens of milliseconds, and most columns hold no instants. */
class NamedZone implements Zone {
  #rules: Zone | undefined;

  constructor(private readonly name: string) {}

  offsetAt(seconds: number): number {
    return (this.#rules ??= rulesOf(this.name)).offsetAt(seconds);
  }
}

function rulesOf(name: string): Zone {
  const format = formatOf(name);
  const utc = !format || ['UTC', 'Etc/UTC', 'GMT', 'Etc/GMT'].includes(format.resolvedOptions().timeZone);
  return utc ? fixedZone(0) : new CachedZone(format);
}

function fixedZone(seconds: number): Zone {
  return { offsetAt: () => seconds };
}

function formatOf(name: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

/** Asks the platform (about 10 µs) only at the ends of days, and inside the days where the offset changes. */
class CachedZone implements Zone {
  readonly #known = new Map<number, number>();

  constructor(private readonly format: Intl.DateTimeFormat) {}

  offsetAt(seconds: number): number {
    const at = Math.min(Math.max(seconds, -LAST_SECOND), LAST_SECOND);
    return this.#within(at, DAY) ?? this.#within(at, QUARTER) ?? this.#ask(at);
  }

  /** The offset of a stretch of time, where it is the same at both ends. */
  #within(seconds: number, stretch: number): number | undefined {
    const start = Math.floor(seconds / stretch) * stretch;
    const offset = this.#at(start);
    return offset === this.#at(start + stretch) ? offset : undefined;
  }

  #at(seconds: number): number {
    const known = this.#known.get(seconds);
    if (known !== undefined) return known;
    if (this.#known.size >= CACHE_ENTRIES) this.#known.clear();
    const offset = this.#ask(seconds);
    this.#known.set(seconds, offset);
    return offset;
  }

  #ask(seconds: number): number {
    const whole = Math.floor(seconds);
    const parts = new Map(this.format.formatToParts(whole * 1000).map(({ type, value }) => [type, value]));
    const part = (name: Intl.DateTimeFormatPartTypes) => Number(parts.get(name));
    const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
    const local = daysFromCivil({ year, month: part('month'), day: part('day') }) * DAY + part('hour') * 3600 + part('minute') * 60 + part('second');
    return local - whole;
  }
}
