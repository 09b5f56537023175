import type { Plan } from './plan';
import { schemaText } from './plan';

interface Node {
  readonly kind: 'Source' | 'Processor' | 'Sink';
  readonly name: string;
  readonly detail: string;
  readonly to: string[];
  readonly from: string[];
}

/** Kafka Streams' description of what a plan runs as, with its names. The double runs nothing of it. */
export function topologyText(plan: Plan, id: string, sink: string | undefined): string {
  const builder = new Builder();
  let last = read(builder, plan);
  if (plan.where) last = builder.processor('WhereFilter', last);
  if (plan.partitionBy.length > 0) last = builder.processor('PartitionBy-SelectKey', last);
  if (plan.grouping) {
    const repartition = `Aggregate-GroupBy-repartition`;
    last = builder.processor('Aggregate-Prepare', last);
    last = builder.processor('Aggregate-GroupBy', last);
    builder.sink(`${repartition}-sink`, repartition, last);
    builder.next();
    last = builder.source(`${repartition}-source`, repartition);
    last = builder.processor('Aggregate-Aggregate-Materialize', last, ['Aggregate-Aggregate-Materialize']);
    last = builder.processor('Aggregate-Aggregate-ToOutputSchema', last);
    if (plan.having) last = builder.processor('HavingFilter', last);
    last = builder.processor('Project', last);
    last = builder.processor(builder.numbered('KTABLE-TOSTREAM'), last);
  } else last = builder.processor('Project', last);
  if (sink === undefined) builder.processor(builder.numbered('KSTREAM-PROCESSOR'), last);
  else builder.sink(builder.numbered('KSTREAM-SINK'), sink, last);
  return builder.text(id);
}

function read(builder: Builder, plan: Plan): string {
  const [left, right] = plan.sources.map(({ source }) => {
    const table = source.kind === 'TABLE';
    const begin = builder.source(builder.numbered(table ? 'KTABLE-SOURCE' : 'KSTREAM-SOURCE'), source.topic);
    return builder.processor(builder.numbered(table ? 'KTABLE-TRANSFORMVALUES' : 'KSTREAM-TRANSFORMVALUES'), begin, table ? [`KsqlTopic-Reduce-${source.name}`] : []);
  });
  if (right === undefined) return left ?? '';
  return builder.processor(builder.numbered('KSTREAM-JOIN'), [left ?? '', right], ['Join-this', 'Join-other']);
}

class Builder {
  private readonly parts: Node[][] = [[]];
  private numbers = 0;

  numbered(kind: string): string {
    return `${kind}-${String(this.numbers++).padStart(10, '0')}`;
  }

  next(): void {
    this.parts.push([]);
  }

  source(name: string, topic: string): string {
    return this.add({ kind: 'Source', name, detail: `(topics: [${topic}])`, to: [], from: [] });
  }

  processor(name: string, from: string | readonly string[], stores: readonly string[] = []): string {
    return this.add({ kind: 'Processor', name, detail: `(stores: [${stores.join(', ')}])`, to: [], from: typeof from === 'string' ? [from] : [...from] });
  }

  sink(name: string, topic: string, from: string): string {
    return this.add({ kind: 'Sink', name, detail: `(topic: ${topic})`, to: [], from: [from] });
  }

  private add(node: Node): string {
    const part = this.parts.at(-1)!;
    for (const before of part) if (node.from.includes(before.name)) before.to.push(node.name);
    part.push(node);
    return node.name;
  }

  text(prefix: string): string {
    const lines = this.parts.map((nodes, index) => {
      const head = index === 0 ? `Topologies:\n   Sub-topology: ${index}` : `  Sub-topology: ${index}`;
      return [head, ...nodes.flatMap(describe)].join('\n');
    });
    return `${lines.join('\n\n').replaceAll('(topics: [Aggregate', `(topics: [${prefix}-Aggregate`).replaceAll('(topic: Aggregate', `(topic: ${prefix}-Aggregate`)}\n\n`;
  }
}

function describe({ kind, name, detail, to, from }: Node): readonly string[] {
  const head = `    ${kind}: ${name} ${detail}`;
  const onward = kind === 'Sink' ? [] : [`      --> ${to.length > 0 ? to.join(', ') : 'none'}`];
  return [head, ...onward, ...(kind === 'Source' ? [] : [`      <-- ${from.join(', ')}`])];
}

/** The steps of a plan as EXPLAIN shows them, the sink outermost. */
export function executionPlan(plan: Plan, id: string, sink: string | undefined): string {
  const schema = schemaText(plan.columns, true).replaceAll('`', '');
  const steps = [
    ...(sink === undefined ? [] : [['SINK', sink]]),
    ['PROJECT', 'Project'],
    ...(plan.grouping ? [['AGGREGATE', 'Aggregate'], ['GROUP_BY', 'GroupBy']] : []),
    ...(plan.where ? [['FILTER', 'WhereFilter']] : []),
    ...(plan.sources.length > 1 ? [['JOIN', 'Join']] : []),
    ['SOURCE', 'KsqlTopic.Source'],
  ];
  return steps.map(([kind, logger], depth) => `${'  '.repeat(depth)} > [ ${kind} ] | Schema: ${schema} | Logger: ${id}.${logger}\n`).join('');
}
