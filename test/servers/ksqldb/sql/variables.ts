/** `${name}` anywhere, whatever its case; what is not defined stays as it is. */
export const substitute = (text: string, variables: ReadonlyMap<string, string>): string => text.replace(/\$\{([A-Za-z_][A-Za-z0-9_@]*)\}/gu, (whole, name: string) => variables.get(name.toUpperCase()) ?? whole);
