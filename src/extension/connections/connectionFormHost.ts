import { randomUUID } from 'node:crypto';
import { checkFields } from '../../core/contract/fields';
import type { ConnectionProfile, FieldValue } from '../../core/contract/profile';
import { CheckValues, ParseUrl } from '../../protocol/backends';
import type { BackendDescriptor } from '../../protocol/backends';
import type { FormInput, FormIssues, FormModel, FormTest, FormUrl } from '../../protocol/formView';
import type { FormHost } from '../forms/formHost';
import { hasIssues } from '../forms/formHost';
import type { Server } from '../server/api';
import { COLOURS, commonFields } from './commonFields';
import type { Translate } from './commonFields';
import type { ConnectionService } from './connectionService';
import type { FormStart } from './forms';
import { LOCAL_ID } from './localProfile';
import type { SecretChanges } from './secrets';
import { levelsOf } from './treeOrder';

export interface ConnectionFormDeps {
  readonly connections: ConnectionService;
  readonly server: Server;
  /** Translates the form's own texts. */
  readonly t: Translate;
  /** Opens the session of a connection that was just saved, in view of the person. */
  readonly connect: (id: string) => void;
}

/** The form of one connection, new or saved. */
export class ConnectionFormHost implements FormHost {
  readonly #id: string;
  /** Secrets that a URL gave: used like typed ones, never sent to the view. */
  #given: Readonly<Record<string, string>>;

  constructor(
    private readonly deps: ConnectionFormDeps,
    private readonly backends: readonly BackendDescriptor[],
    private readonly saved: ConnectionProfile | undefined,
    private readonly storedSecrets: readonly string[],
    private readonly start: FormStart = {},
  ) {
    this.#id = saved?.id ?? randomUUID();
    this.#given = start.secrets ?? {};
  }

  get model(): FormModel {
    const { saved, start, backends } = this;
    const { t } = this.deps;
    const offered = saved ? backends.filter((backend) => backend.id === saved.backend) : backends;
    const kind = saved?.backend ?? start.backend ?? offered[0]?.id ?? '';
    return {
      title: saved ? t('Connection: {0}', saved.name) : t('New Connection'),
      ...(saved ? { intro: offered[0]?.label ?? saved.backend } : {}),
      kindsTitle: t('System'),
      kinds: offered.map(({ form, ...backend }) => ({ ...backend, fields: form.fields, presets: saved ? [] : (form.presets ?? []) })),
      kind,
      common: commonFields(t),
      input: { kind, values: saved?.values ?? start.values ?? {}, common: saved ? commonOf(saved) : startOf(start), secrets: {} },
      stored: [...new Set([...this.storedSecrets, ...Object.keys(this.#given)])],
      urlExamples: offered.flatMap(({ form }) => form.urlExamples ?? []),
      canTest: true,
      buttons: [
        { id: 'save', label: t('Save'), primary: false },
        { id: 'connect', label: t('Save & Connect'), primary: true },
      ],
    };
  }

  async check(input: FormInput): Promise<FormIssues> {
    const own = this.#ownIssues(input);
    if (hasIssues(own)) return own;
    const { issues } = await this.deps.server.request(CheckValues, { backend: input.kind, values: input.values });
    return { values: issues, common: this.#nameIssues(input) };
  }

  async test(input: FormInput, signal: AbortSignal): Promise<FormTest> {
    const { server, connectMs, roundTripMs } = await this.deps.connections.testDraft(this.#profile(input), this.#secrets(input), signal);
    return { product: server.product, version: server.version, connectMs, roundTripMs };
  }

  async parseUrl(url: string): Promise<FormUrl | null> {
    const parsed = await this.deps.server.request(ParseUrl, { url });
    if (!parsed) return null;
    const { name, values, secrets } = parsed.profile;
    this.#given = secrets;
    return { kind: parsed.backend, values, stored: Object.keys(secrets), ...(name === undefined ? {} : { name }) };
  }

  async submit(button: string, input: FormInput): Promise<FormIssues> {
    const issues = await this.check(input);
    if (hasIssues(issues)) return issues;
    await this.deps.connections.save(this.#profile(input), this.#secrets(input));
    if (button === 'connect') this.deps.connect(this.#id);
    return issues;
  }

  #ownIssues(input: FormInput): FormIssues {
    const fields = this.backends.find((backend) => backend.id === input.kind)?.form.fields ?? [];
    const typed = Object.entries(input.secrets);
    const removed = new Set(typed.filter(([, value]) => value === null).map(([key]) => key));
    const secrets = [...this.storedSecrets.filter((key) => !removed.has(key)), ...Object.keys(this.#secrets(input)).filter((key) => !removed.has(key))];
    return { values: checkFields(fields, input.values, new Set(secrets)), common: checkFields(commonFields(this.deps.t), input.common, new Set()) };
  }

  #nameIssues(input: FormInput): FormIssues['common'] {
    const other = this.deps.connections.findByName(textIn(input.common, 'name'));
    return other && other.id !== this.#id ? [{ key: 'name', message: this.deps.t('Another connection has this name.') }] : [];
  }

  #profile({ kind, values, common }: FormInput): ConnectionProfile {
    const colour = COLOURS.find((known) => known === common['colour']);
    const folder = levelsOf(textIn(common, 'folder')).join('/');
    const [seconds, rowCap] = [common['timeoutSeconds'], common['rowCap']];
    return {
      ...{ id: this.#id, name: textIn(common, 'name').trim(), backend: kind, values },
      ...(folder === '' || this.#id === LOCAL_ID ? {} : { folder }),
      ...(colour ? { colour } : {}),
      ...(common['protected'] === true ? { protected: true } : {}),
      ...(typeof seconds === 'number' && seconds > 0 ? { statementTimeoutMs: Math.round(seconds * 1000) } : {}),
      ...(typeof rowCap === 'number' && rowCap > 0 ? { rowCap: Math.round(rowCap) } : {}),
    };
  }

  #secrets({ secrets }: FormInput): SecretChanges {
    return { ...this.#given, ...secrets };
  }
}

function commonOf(profile: ConnectionProfile): Readonly<Record<string, FieldValue>> {
  return {
    name: profile.name,
    ...(profile.folder === undefined ? {} : { folder: profile.folder }),
    ...(profile.colour === undefined ? {} : { colour: profile.colour }),
    ...(profile.protected ? { protected: true } : {}),
    ...(profile.statementTimeoutMs === undefined ? {} : { timeoutSeconds: profile.statementTimeoutMs / 1000 }),
    ...(profile.rowCap === undefined ? {} : { rowCap: profile.rowCap }),
  };
}

function startOf({ name, folder }: FormStart): Readonly<Record<string, FieldValue>> {
  return { ...(name === undefined ? {} : { name }), ...(folder === undefined ? {} : { folder }) };
}

function textIn(values: FormInput['common'], key: string): string {
  const value = values[key];
  return typeof value === 'string' ? value : '';
}

