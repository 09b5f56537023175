import { keyOf, type Row, type Value } from '../values/value';

export interface TimeWindow {
  readonly start: number;
  readonly end: number;
}

/** What stands in a topic. A value of null is a tombstone. */
export interface TopicRecord {
  readonly key: Row;
  readonly value: ReadonlyMap<string, Value> | null;
  readonly rowtime: number;
  readonly partition: number;
  readonly offset: number;
  readonly window?: TimeWindow;
}

/** Records that are kept: a producer of the demo runs for hours. */
const KEPT = 200_000;

/** A topic of one log; partitions are only told, so that its order is one. */
export class Topic {
  private log: TopicRecord[] = [];
  private first = 0;
  private readonly latestByKey = new Map<string, TopicRecord>();
  private readonly subscriptions = new Set<Subscription>();

  constructor(
    readonly name: string,
    readonly partitions: number,
    readonly replicas: number,
  ) {}

  get end(): number {
    return this.first + this.log.length;
  }

  append(record: Omit<TopicRecord, 'offset' | 'partition'>): TopicRecord {
    const stored = { ...record, partition: hash(keyOf(record.key)) % this.partitions, offset: this.end };
    this.log.push(stored);
    if (record.key.length > 0) this.latestByKey.set(recordKey(stored), stored);
    if (this.log.length > KEPT * 2) {
      this.first += this.log.length - KEPT;
      this.log = this.log.slice(-KEPT);
    }
    for (const subscription of this.subscriptions) subscription.pump();
    return stored;
  }

  at(offset: number): TopicRecord | undefined {
    return this.log[offset - this.first];
  }

  get oldest(): number {
    return this.first;
  }

  /** The newest record of each key, deleted ones left out. */
  latest(): readonly TopicRecord[] {
    return [...this.latestByKey.values()].filter((record) => record.value !== null);
  }

  subscribe(from: 'earliest' | 'latest', deliver: (record: TopicRecord) => void): Subscription {
    const subscription = new Subscription(this, from === 'earliest' ? this.first : this.end, deliver, () => this.subscriptions.delete(subscription));
    this.subscriptions.add(subscription);
    return subscription;
  }
}

export const recordKey = (record: Pick<TopicRecord, 'key' | 'window'>): string => (record.window ? `${keyOf(record.key)}@${record.window.start}-${record.window.end}` : keyOf(record.key));

/** Reads a topic on, from a place; while it is paused the place stays. */
export class Subscription {
  private busy = false;
  private paused = true;

  constructor(
    private readonly topic: Topic,
    private position: number,
    private readonly deliver: (record: TopicRecord) => void,
    private readonly leave: () => void,
  ) {}

  resume(): void {
    this.paused = false;
    this.pump();
  }

  pause(): void {
    this.paused = true;
  }

  close(): void {
    this.paused = true;
    this.leave();
  }

  pump(): void {
    if (this.busy) return;
    this.busy = true;
    try {
      this.position = Math.max(this.position, this.topic.oldest);
      while (!this.paused) {
        const record = this.topic.at(this.position);
        if (!record) return;
        this.position += 1;
        this.deliver(record);
      }
    } finally {
      this.busy = false;
    }
  }
}

function hash(text: string): number {
  let found = 0;
  for (let index = 0; index < text.length; index += 1) found = (found * 31 + text.charCodeAt(index)) >>> 0;
  return found;
}
