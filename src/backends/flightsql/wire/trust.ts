import tls from 'node:tls';

/**
 * The certificates that the system trusts, with those that come with Node, where this Node can tell (22.15 and later);
 * `undefined` = Node's own.
 */
export function systemCertificates(): readonly string[] | undefined {
  const library: object = tls;
  if (!('getCACertificates' in library) || typeof library.getCACertificates !== 'function') return undefined;
  const all = ['default', 'system'].flatMap((kind): unknown[] => {
    try {
      const list: unknown = Reflect.apply(library.getCACertificates as () => unknown, tls, [kind]);
      return Array.isArray(list) ? list : [];
    } catch {
      return [];
    }
  });
  const texts = all.filter((one): one is string => typeof one === 'string');
  return texts.length === 0 ? undefined : [...new Set(texts)];
}
