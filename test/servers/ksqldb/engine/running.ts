import type { Change } from './change';
import { Pipeline } from './pipeline';
import type { Plan } from './plan';
import type { Subscription, Topic } from './topic';

export interface Running {
  pause(): void;
  resume(): void;
  close(): void;
}

/**
 * Runs a plan over the topics. It begins paused.
 * @param from where streams are begun; the other side of a join is always read whole
 */
export function runPlan(plan: Plan, topics: ReadonlyMap<string, Topic>, from: 'earliest' | 'latest', emit: (change: Change) => void): Running {
  const pipeline = new Pipeline(plan, emit);
  const order = plan.sources.map((_, index) => index).sort((a, b) => Number(isTable(plan, b)) - Number(isTable(plan, a)));
  const subscriptions = order.flatMap((index): readonly Subscription[] => {
    const topic = topics.get(plan.sources[index]!.source.topic);
    const whole = isTable(plan, index) && (plan.sources.length > 1 || plan.grouping !== undefined);
    return topic ? [topic.subscribe(whole ? 'earliest' : from, (record) => pipeline.accept(index, record))] : [];
  });
  const all = (act: (subscription: Subscription) => void): void => subscriptions.forEach(act);
  return { pause: () => all((one) => one.pause()), resume: () => all((one) => one.resume()), close: () => all((one) => one.close()) };
}

const isTable = (plan: Plan, index: number): boolean => plan.sources[index]?.source.kind === 'TABLE';
