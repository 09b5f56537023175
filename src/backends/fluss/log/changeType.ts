/** What a record of a log says of its row: ChangeType.java. The number is its place here. */
export const CHANGE_TYPES = ['+A', '+I', '-U', '+U', '-D'] as const;

export type ChangeType = (typeof CHANGE_TYPES)[number];
