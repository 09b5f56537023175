/** The editor's `Event` and ours, by shape. */
export type ListenTo<T> = (listener: (value: T) => unknown) => { dispose(): unknown };
