/** Stands in for VS Code around the built view: the webview API, over functions that the test puts into the page. */
const PACKED = '\u0000bytes:';

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

function textOf(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

const view = {
  postMessage: (message: unknown): void => {
    const toHost: unknown = Reflect.get(window, 'toHost');
    if (typeof toHost === 'function') Reflect.apply(toHost, window, [JSON.stringify(message, (_, value: unknown) => (value instanceof Uint8Array ? `${PACKED}${textOf(value)}` : value))]);
  },
  getState: (): unknown => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
  setState: (state: unknown): void => {
    sessionStorage.setItem('state', JSON.stringify(state));
  },
};

const fromHost = (text: string): void => {
  window.postMessage(
    JSON.parse(text, (_, value: unknown) => (typeof value === 'string' && value.startsWith(PACKED) ? bytesOf(value.slice(PACKED.length)) : value)),
    '*',
  );
};

window.addEventListener('fromHost', (event) => {
  if (event instanceof CustomEvent) fromHost(String(event.detail));
});
Object.assign(window, { acquireVsCodeApi: () => view });
