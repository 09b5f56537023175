/** The ways to look at one result, in the order in which they are offered. */
export const VIEW_IDS = ['grid', 'record', 'json', 'chart', 'profile', 'messages', 'plan'] as const;
export type ViewId = (typeof VIEW_IDS)[number];
