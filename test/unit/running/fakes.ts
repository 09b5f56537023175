import type { DocumentUri } from '../../../src/extension/services';
import * as z from 'zod/mini';
import type { ConnectionProfile } from '../../../src/core/contract/profile';
import { Emitter } from '../../../src/extension/emitter';
import type { Documents, OpenDocument } from '../../../src/extension/running/documents';
import type { Server } from '../../../src/extension/server/api';
import type { ResultState, StartRun } from '../../../src/protocol/results';
import { SplitDocument } from '../../../src/protocol/statements';
import type { StatementInfo } from '../../../src/protocol/statements';

/** Storage as the editor gives it. */
export class FakeMemento {
  readonly values = new Map<string, unknown>();
  get(key: string): unknown {
    return this.values.get(key);
  }
  async update(key: string, value: unknown): Promise<void> {
    this.values.set(key, structuredClone(value));
  }
}


export function uriOf(text: string): DocumentUri {
  const [scheme = '', path = ''] = text.split(':');
  return { scheme, path, toString: () => text };
}

export class FakeDocument implements OpenDocument {
  readonly uri: DocumentUri;
  constructor(
    uri: string,
    public text = '',
    readonly languageId = 'sql',
  ) {
    this.uri = uriOf(uri);
  }
  get isUntitled(): boolean {
    return this.uri.toString().startsWith('untitled:');
  }
  getText(): string {
    return this.text;
  }
}

export class FakeDocuments implements Documents {
  readonly opened = new Emitter<OpenDocument>();
  readonly closed = new Emitter<OpenDocument>();
  readonly changed = new Emitter<{ readonly document: OpenDocument; readonly head: boolean }>();
  readonly renamed = new Emitter<readonly { readonly from: DocumentUri; readonly to: DocumentUri }[]>();
  readonly deleted = new Emitter<readonly DocumentUri[]>();
  readonly onDidOpen = this.opened.event;
  readonly onDidClose = this.closed.event;
  readonly onDidChange = this.changed.event;
  readonly onDidRename = this.renamed.event;
  readonly onDidDelete = this.deleted.event;
  constructor(readonly all: FakeDocument[] = []) {}
  head(document: OpenDocument): string {
    return document.getText().split('\n').slice(0, 40).join('\n');
  }
  open(document: FakeDocument): void {
    this.all.push(document);
    this.opened.fire(document);
  }
  close(document: FakeDocument): void {
    this.all.splice(this.all.indexOf(document), 1);
    this.closed.fire(document);
  }
}

export class FakeConnections {
  readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  constructor(public profiles: readonly ConnectionProfile[] = [LOCAL, PROD]) {}
  find(id: string): ConnectionProfile | undefined {
    return this.profiles.find((profile) => profile.id === id);
  }
  findByName(name: string): ConnectionProfile | undefined {
    return this.profiles.find((profile) => profile.name.toLowerCase() === name.toLowerCase());
  }
}

export const LOCAL: ConnectionProfile = { id: 'local', name: 'Local', backend: 'local', values: {} };
export const PROD: ConnectionProfile = { id: 'p-1', name: 'prod', backend: 'sample', values: {}, protected: true };

export function stateOf(resultId: string, more: Partial<ResultState> = {}): ResultState {
  return {
    ...{ resultId, connectionId: 'local', title: 'SELECT', phase: 'running', columns: 1, rows: 0, bytes: 0, spilledBytes: 0 },
    ...{ startedAt: 1_000, elapsedMs: 0, complete: false, messages: [], facts: [] },
    ...more,
  };
}

export function runOf(statement: string, more: Partial<StartRun> = {}): StartRun {
  return { connectionId: 'local', statement, title: 'SELECT', ...more };
}

/** Statements of a text that are separated by semicolons and hold none. */
export function statementsIn(text: string): readonly StatementInfo[] {
  return [...text.matchAll(/[^;\s][^;]*/gu)].map((match) => {
    const body = match[0].trimEnd();
    const verb = /^\w*/u.exec(body)?.[0].toUpperCase() ?? '';
    const parameters = [...new Set([...body.matchAll(/\$(\w+)/gu)].map(([, name = '']) => name))];
    return { start: match.index, end: match.index + body.length, text: body, verb, writes: verb !== 'SELECT', parameters, title: body };
  });
}

/** Lets everything that is already settled go on. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** A server that can do nothing but split. */
export function splitter(): Pick<Server, 'request'> {
  return {
    request: async (definition, params) => {
      const statements = definition.method === SplitDocument.method && 'text' in params && typeof params.text === 'string' ? statementsIn(params.text) : [];
      const answer: unknown = { statements, settings: {} };
      return z.parse(definition.result, answer);
    },
  };
}
