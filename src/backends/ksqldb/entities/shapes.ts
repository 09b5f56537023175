import * as z from 'zod/mini';
import { fieldInfo, schemaInfo } from './schemaInfo';

/** What entities hold (ksqldb-rest-model, package entity). Servers add fields and leave out old ones: nothing is asked for that is not used. */

const text = z._default(z.nullable(z.string()), '');
const list = <T>(item: z.core.$ZodType<T>) => z._default(z.nullable(z.array(item)), []);
const anything = z.record(z.string(), z.unknown());

export const currentStatusShape = z.object({
  commandId: text,
  commandStatus: z.object({ status: z.string(), message: text, queryId: text }),
  commandSequenceNumber: z.optional(z.nullable(z.number())),
});

export const sourceInfoShape = z.object({
  name: z.string(),
  topic: text,
  keyFormat: text,
  valueFormat: text,
  // Of servers before key formats.
  format: text,
  isWindowed: z._default(z.nullable(z.boolean()), false),
});
export const streamsShape = z.object({ streams: list(sourceInfoShape) });
export const tablesShape = z.object({ tables: list(sourceInfoShape) });

export const runningQueryShape = z.object({
  id: z.string(),
  queryString: text,
  sinks: list(z.string()),
  sinkKafkaTopics: list(z.string()),
  statusCount: z._default(z.nullable(z.record(z.string(), z.number())), {}),
  queryType: text,
  state: text,
});
export const queriesShape = z.object({ queries: list(runningQueryShape) });

const offsetSummary = z.object({
  groupId: text,
  topicSummaries: list(z.object({ kafkaTopic: text, offsets: list(z.object({ partition: z.number(), logStartOffset: z.optional(z.number()), logEndOffset: z.optional(z.number()), consumerOffset: z.optional(z.number()) })) })),
});

export const sourceShape = z.object({
  name: z.string(),
  type: text,
  windowType: text,
  fields: list(fieldInfo),
  timestamp: text,
  statistics: text,
  errorStats: text,
  keyFormat: text,
  valueFormat: text,
  topic: text,
  partitions: z._default(z.nullable(z.number()), 0),
  replication: z._default(z.nullable(z.number()), 0),
  statement: text,
  readQueries: list(runningQueryShape),
  writeQueries: list(runningQueryShape),
  queryOffsetSummaries: list(offsetSummary),
  sourceConstraints: list(z.string()),
});
export const sourceDescriptionShape = z.object({ sourceDescription: sourceShape });
export const sourceDescriptionsShape = z.object({ sourceDescriptions: list(sourceShape) });

export const queryShape = z.object({
  id: text,
  statementText: text,
  windowType: text,
  fields: list(fieldInfo),
  sources: list(z.string()),
  sinks: list(z.string()),
  topology: text,
  executionPlan: text,
  overriddenProperties: z._default(z.nullable(anything), {}),
  ksqlHostQueryStatus: z._default(z.nullable(z.record(z.string(), z.string())), {}),
  queryType: text,
  queryErrors: list(anything),
  consumerGroupId: text,
  state: text,
});
export const queryDescriptionShape = z.object({ queryDescription: queryShape });
export const queryDescriptionsShape = z.object({ queryDescriptions: list(queryShape) });

export const topicShape = z.object({ name: z.string(), replicaInfo: list(z.number()), consumerCount: z.optional(z.number()), consumerGroupCount: z.optional(z.number()) });
export const topicsShape = z.object({ topics: list(topicShape) });

export const functionShape = z.object({ name: z.string(), type: text, category: text });
export const functionsShape = z.object({ functions: list(functionShape) });
export const describedFunctionShape = z.object({
  name: z.string(),
  description: text,
  author: text,
  version: text,
  path: text,
  type: text,
  functions: list(
    z.object({
      arguments: list(z.object({ name: text, type: text, description: text, isVariadic: z._default(z.nullable(z.boolean()), false) })),
      returnType: text,
      description: text,
    }),
  ),
});

export const propertyShape = z.object({ name: z.string(), scope: text, value: z._default(z.nullable(z.unknown()), null), editable: z.optional(z.nullable(z.boolean())), level: text });
export const propertiesShape = z.object({ properties: z.union([list(propertyShape), anything]), overwrittenProperties: list(z.string()), defaultProperties: list(z.string()) });

export const typesShape = z.object({ types: z.record(z.string(), schemaInfo) });
export const variablesShape = z.object({ variables: list(z.object({ name: z.string(), value: text })) });

export const connectorsShape = z.object({ connectors: list(z.object({ name: z.string(), type: text, className: text, state: text })) });
export const pluginsShape = z.object({ connectorsPlugins: list(z.object({ className: z.string(), type: text, version: text })) });
const task = z.object({ id: z.optional(z.number()), state: text, worker_id: text, trace: text });
export const connectorShape = z.object({
  connectorClass: text,
  status: z.object({ name: z.string(), connector: z.object({ state: text, worker_id: text, trace: text }), tasks: list(task), type: text }),
  sources: list(sourceShape),
  topics: list(z.string()),
});
