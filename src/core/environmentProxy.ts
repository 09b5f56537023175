/** Environment variables by name. */
type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY name for `origin`, as a URL; `undefined` where none does, or NO_PROXY leaves the host out. */
export function environmentProxy(origin: URL, environment: Environment): string | undefined {
  const named = (name: string): string | undefined => environment[name.toLowerCase()] ?? environment[name];
  const found = (origin.protocol === 'https:' ? named('HTTPS_PROXY') : named('HTTP_PROXY')) ?? named('ALL_PROXY');
  if (found === undefined || found === '' || excluded(origin, named('NO_PROXY') ?? '')) return undefined;
  return found.includes('://') ? found : `http://${found}`;
}

/** As curl reads NO_PROXY: hosts and domains between commas or spaces, `*` for all, a port where it matters. */
function excluded(origin: URL, list: string): boolean {
  const host = origin.hostname.replace(/^\[|\]$/gu, '').toLowerCase();
  const port = origin.port === '' ? (origin.protocol === 'https:' ? '443' : '80') : origin.port;
  return list.toLowerCase().split(/[\s,]+/u).some((entry) => {
    if (entry === '') return false;
    if (entry === '*') return true;
    const [, name = entry, wanted] = /^(.*?)(?::(\d+))?$/u.exec(entry) ?? [];
    const domain = name.replace(/^\*?\./u, '');
    return (wanted === undefined || wanted === port) && (host === domain || host.endsWith(`.${domain}`));
  });
}
