import * as z from 'zod/mini';
import type { ActionOffer, ActionOutcome, ActionPreview } from '../core/contract/action';
import type { StatementDialect } from '../core/contract/language';
import type { ConnectionProfile, FieldValue, ProfileField, Secrets } from '../core/contract/profile';
import type { Capability, ServerInfo } from '../core/contract/session';
import type { Failure } from '../core/errors';
import type { Check } from './define';
import { notification, request } from './define';
import { failure, fieldValues, nothing, path, profile, profileField, secrets, serverInfo, text } from './shapes';

export interface ActionDescriptor {
  readonly id: string;
  readonly title: string;
  readonly icon?: string;
  readonly group: 'open' | 'query' | 'change' | 'copy' | 'danger';
  readonly fields: readonly ProfileField[];
  readonly confirm?: { readonly message: string; readonly detail: string; readonly button: string };
  readonly writes: boolean;
  /** The form has values or fields of the node: {@link StartAction}. */
  readonly prepared: boolean;
  /** The form shows what would be sent: {@link PreviewAction}. */
  readonly previewed: boolean;
}

export interface SessionInfo {
  /** The profile's id. */
  readonly connectionId: string;
  readonly server: ServerInfo;
  readonly capabilities: readonly Capability[];
  readonly actions: readonly ActionDescriptor[];
  readonly dialects?: readonly StatementDialect[];
  readonly connectMs: number;
}

export interface OpenSessionParams {
  readonly profile: ConnectionProfile;
  readonly secrets: Secrets;
}

const openParams: Check<OpenSessionParams> = z.object({ profile, secrets });

const actionDescriptor: Check<ActionDescriptor> = z.object({
  id: text,
  title: text,
  icon: z.exactOptional(text),
  group: z.enum(['open', 'query', 'change', 'copy', 'danger']),
  fields: z.array(profileField),
  confirm: z.exactOptional(z.object({ message: text, detail: text, button: text })),
  writes: z.boolean(),
  prepared: z.boolean(),
  previewed: z.boolean(),
});

const sessionInfo: Check<SessionInfo> = z.object({
  connectionId: text,
  server: serverInfo,
  capabilities: z.array(z.enum(['statements', 'tables', 'live', 'objects', 'versions', 'transactions', 'inspections', 'textWriter', 'commandLines', 'graphs'])),
  actions: z.array(actionDescriptor),
  dialects: z.exactOptional(z.array(z.object({ id: text, label: text }))),
  connectMs: z.number(),
});

/** Opens the session of a profile, or answers with the one that is open with the same settings and secrets. */
export const OpenSession = request<OpenSessionParams, SessionInfo>('session/open', openParams, sessionInfo);

export interface SessionTest {
  readonly server: ServerInfo;
  readonly connectMs: number;
  /** One more round trip on the open connection. */
  readonly roundTripMs: number;
}
const sessionTest: Check<SessionTest> = z.object({ server: serverInfo, connectMs: z.number(), roundTripMs: z.number() });

/** Connects, measures a round trip and disconnects; leaves open sessions alone. */
export const TestSession = request<OpenSessionParams, SessionTest>('session/test', openParams, sessionTest);

export const CloseSession = request('session/close', z.object({ connectionId: text }), nothing);

export interface SessionClosed {
  readonly connectionId: string;
  /** Absent where it was closed on purpose. */
  readonly failure?: Failure;
}
const sessionClosed: Check<SessionClosed> = z.object({ connectionId: text, failure: z.exactOptional(failure) });
export const SessionClosedNote = notification('session/closed', sessionClosed);

export interface RunActionParams {
  readonly connectionId: string;
  readonly action: string;
  readonly path: readonly string[];
  readonly values: Readonly<Record<string, FieldValue>>;
  /** Under which its progress is told; absent where nobody looks. */
  readonly token?: string;
}
const runActionParams: Check<RunActionParams> = z.object({ connectionId: text, action: text, path, values: fieldValues, token: z.exactOptional(text) });

export interface ActionProgress {
  readonly token: string;
  readonly text: string;
}
const actionProgress: Check<ActionProgress> = z.object({ token: text, text });
export const ActionProgressNote = notification('session/actionProgress', actionProgress);

export interface OfferedAction extends ActionOffer {
  readonly connectionId: string;
}
const offeredAction: Check<OfferedAction> = z.object({ connectionId: text, text, action: text, title: text, path });
/** A person is to be asked whether the action shall run. */
export const ActionOfferNote = notification('session/actionOffer', offeredAction);

const actionOutcome: Check<ActionOutcome> = z.object({
  message: z.exactOptional(text),
  changed: z.exactOptional(z.array(path)),
  document: z.exactOptional(z.object({ language: text, text })),
});
export const RunAction = request<RunActionParams, ActionOutcome>('session/action', runActionParams, actionOutcome);

export interface ActionStart {
  readonly values: Readonly<Record<string, FieldValue>>;
  /** In place of the action's own. */
  readonly fields?: readonly ProfileField[];
}
const actionStart: Check<ActionStart> = z.object({ values: fieldValues, fields: z.exactOptional(z.array(profileField)) });
/** What the form of an action starts with on a node. */
export const StartAction = request<Omit<RunActionParams, 'values'>, ActionStart>('session/startAction', z.object({ connectionId: text, action: text, path }), actionStart);

const actionPreview: Check<ActionPreview> = z.object({ title: text, language: text, text });
/** What the action would send with these values. */
export const PreviewAction = request<RunActionParams, readonly ActionPreview[]>('session/previewAction', runActionParams, z.array(actionPreview));

/** Error code of a typed failure in a JSON-RPC error; its `data` is a {@link Failure}. */
export const FAILURE_CODE = -32000;
/** LSP's own code for a cancelled request. */
export const CANCELLED_CODE = -32800;
