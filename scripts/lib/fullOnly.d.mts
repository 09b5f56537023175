export const fullOnly: string;
export function isFullOnly(file: string): boolean;
