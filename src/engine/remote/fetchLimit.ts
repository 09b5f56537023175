const MIB = 1_048_576;

/** What a line `-- headwater: fetchLimit=…` (MiB) before a statement allows, in bytes. */
export function fetchLimitOf(settings: Readonly<Record<string, string>> | undefined): { readonly fetchLimit?: number } {
  const text = settings?.['fetchLimit'];
  const mib = text === undefined || text.trim() === '' ? NaN : Number(text);
  return mib >= 0 ? { fetchLimit: Math.round(mib * MIB) } : {};
}
