/** What the editor gives a renderer of notebook outputs, as far as it is used here (the editor's notebook renderer API). */
export interface RendererContext {
  postMessage?(message: unknown): void;
  onDidReceiveMessage?(listener: (message: unknown) => void): { dispose(): void };
}

export interface OutputItem {
  /** Stays the same when the output is rendered again. */
  readonly id: string;
  json(): unknown;
}

export interface Renderer {
  renderOutputItem(item: OutputItem, element: HTMLElement, signal: AbortSignal): void;
  /** Absent: all of them. */
  disposeOutputItem(id?: string): void;
}
