import * as z from 'zod/mini';
import type { Failure } from '../core/errors';
import type { ConnectionProfile, FieldIssue, FieldValue, ImportedProfile, ProfileField, ProfileForm, Secrets } from '../core/contract/profile';
import type { StatementLanguage } from '../core/contract/language';
import type { CatalogNode, CatalogPage, ColumnInfo, NodeDetail } from '../core/contract/catalog';
import type { ServerInfo } from '../core/contract/session';
import type { Check } from './define';

/** Schemas of the plain-data types of core that cross a boundary. */

export const text = z.string();
export const count = z.number().check(z.nonnegative(), z.int());
export const bytes = z.instanceof(Uint8Array);
export const facts = z.array(z.tuple([text, text]));
export const nothing = z.nullable(z.undefined());
export const path = z.array(text);

export const textRange = z.object({ start: count, end: count });

export const failure: Check<Failure> = z.object({
  what: text,
  why: text,
  todo: z.exactOptional(text),
  code: z.exactOptional(text),
  detail: z.exactOptional(text),
  position: z.exactOptional(textRange),
  outcomeUnknown: z.exactOptional(z.boolean()),
  kind: z.exactOptional(z.enum(['notFound', 'exists', 'conflict', 'changed', 'unauthorized', 'forbidden', 'readOnly', 'unreachable', 'unsupported', 'invalid', 'timeout'])),
});

export const fieldValue: Check<FieldValue> = z.union([text, z.number(), z.boolean(), z.array(text), z.record(text, text)]);
export const fieldValues = z.record(text, fieldValue);
export const secrets: Check<Secrets> = z.record(text, text);

export const profile: Check<ConnectionProfile> = z.object({
  id: text,
  name: text,
  backend: text,
  values: fieldValues,
  folder: z.exactOptional(text),
  colour: z.exactOptional(z.enum(['red', 'orange', 'yellow', 'green', 'blue', 'purple'])),
  protected: z.exactOptional(z.boolean()),
  statementTimeoutMs: z.exactOptional(count),
  rowCap: z.exactOptional(count),
});

export const fieldIssue: Check<FieldIssue> = z.object({ key: text, message: text });
export const importedProfile: Check<ImportedProfile> = z.object({ name: z.exactOptional(text), values: fieldValues, secrets });

export const profileField: Check<ProfileField> = z.object({
  key: text,
  label: text,
  kind: z.enum(['text', 'number', 'boolean', 'choice', 'secret', 'file', 'folder', 'pairs', 'list', 'rows']),
  description: z.exactOptional(text),
  placeholder: z.exactOptional(text),
  required: z.exactOptional(z.boolean()),
  initial: z.exactOptional(fieldValue),
  choices: z.exactOptional(z.array(z.object({ value: text, label: text, description: z.exactOptional(text) }))),
  min: z.exactOptional(z.number()),
  max: z.exactOptional(z.number()),
  columns: z.exactOptional(z.array(z.object({ label: text, kind: z.enum(['text', 'flag']), placeholder: z.exactOptional(text), suggestions: z.exactOptional(z.array(text)) }))),
  pattern: z.exactOptional(z.object({ source: text, message: text })),
  when: z.exactOptional(z.object({ key: text, is: z.array(fieldValue) })),
  group: z.exactOptional(text),
  extensions: z.exactOptional(z.array(text)),
  warning: z.exactOptional(text),
});

export const profileForm: Check<ProfileForm> = z.object({
  fields: z.array(profileField),
  presets: z.exactOptional(z.array(z.object({ id: text, label: text, values: fieldValues }))),
  urlExamples: z.exactOptional(z.array(text)),
});

const openClose = { open: text, close: text };

export const statementLanguage: Check<StatementLanguage> = z.object({
  id: text,
  label: text,
  terminator: text,
  terminatorNeeded: z.exactOptional(z.boolean()),
  lineComments: z.array(text),
  blockComment: z.exactOptional(z.object({ ...openClose, nested: z.boolean() })),
  strings: z.array(z.object({ ...openClose, escape: z.enum(['double', 'backslash', 'both', 'none']) })),
  identifiers: z.array(z.object(openClose)),
  dollarQuotes: z.boolean(),
  parameters: z.array(z.enum(['question', 'numbered', 'named'])),
  plainIdentifier: text,
  reserved: z.array(text),
  keywords: z.array(text),
  functions: z.exactOptional(z.array(text)),
  fieldAccess: z.exactOptional(text),
  writing: z.array(text),
});

export const catalogNode: Check<CatalogNode> = z.object({
  path,
  kind: text,
  label: text,
  description: z.exactOptional(text),
  tooltip: z.exactOptional(text),
  icon: text,
  children: z.boolean(),
  reference: z.exactOptional(text),
  selectable: z.exactOptional(z.boolean()),
  preview: z.exactOptional(text),
  file: z.exactOptional(text),
  object: z.exactOptional(path),
  table: z.exactOptional(path),
  version: z.exactOptional(z.object({ container: path, ref: z.exactOptional(z.object({ kind: z.enum(['branch', 'tag', 'commit']), name: text })) })),
  graph: z.exactOptional(z.boolean()),
  actions: z.exactOptional(z.array(text)),
});

export const catalogPage: Check<CatalogPage> = z.object({ nodes: z.array(catalogNode), next: z.exactOptional(text), total: z.exactOptional(count) });

export const columnInfo: Check<ColumnInfo> = z.object({
  name: text,
  type: text,
  nullable: z.exactOptional(z.boolean()),
  key: z.exactOptional(text),
  comment: z.exactOptional(text),
});

export const nodeDetail: Check<NodeDetail> = z.object({
  node: catalogNode,
  columns: z.exactOptional(z.array(columnInfo)),
  facts,
  definition: z.exactOptional(text),
});

export const serverInfo: Check<ServerInfo> = z.object({ product: text, version: text, features: z.array(text), facts });
