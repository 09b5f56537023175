import * as z from 'zod/mini';
import type { HttpClient } from '../http/httpClient';
import { json } from './json';

const storage = z.object({
  blockstore_type: z.string(),
  blockstore_namespace_example: z._default(z.string(), ''),
  blockstore_namespace_ValidityRegex: z._default(z.string(), ''),
  default_namespace_prefix: z.optional(z.string()),
  pre_sign_support: z._default(z.boolean(), false),
  pre_sign_multipart_upload: z._default(z.boolean(), false),
  import_support: z._default(z.boolean(), false),
  import_validity_regex: z._default(z.string(), ''),
  blockstore_id: z.optional(z.string()),
});
const config = z.object({
  version_config: z.optional(z.object({ version: z._default(z.string(), ''), version_context: z.optional(z.string()) })),
  storage_config: z.optional(storage),
  storage_config_list: z.optional(z.array(storage)),
});
const currentUser = z.object({ user: z.object({ id: z.string(), email: z.optional(z.string()), friendly_name: z.optional(z.string()) }) });

export type StorageConfig = z.infer<typeof storage>;

export interface ServerConfig {
  readonly version: string;
  readonly storage: StorageConfig | undefined;
  /** Where the server has several block stores: each with its `blockstore_id`. */
  readonly storages: readonly StorageConfig[];
}

/** What the server is, and who we are there. */
export class ServerApi {
  constructor(private readonly http: HttpClient) {}

  async config(what: string, signal: AbortSignal): Promise<ServerConfig> {
    const { version_config, storage_config, storage_config_list } = await json(this.http, { what, method: 'GET', path: ['config'] }, config, signal);
    return { version: version_config?.version ?? '', storage: storage_config, storages: storage_config_list ?? [] };
  }

  /** Name of the user; empty where the server took us for nobody: it answers 200 to a call without credentials. */
  async user(what: string, signal: AbortSignal): Promise<string> {
    const { user } = await json(this.http, { what, method: 'GET', path: ['user'] }, currentUser, signal);
    return user.id;
  }
}
