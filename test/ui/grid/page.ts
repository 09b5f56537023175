/** Stands in for VS Code around the built view: the webview API, over a made-up host in a worker. */
const worker = new Worker('fakeHost.js');
const told: unknown[] = [];
worker.postMessage({ start: location.search });
worker.addEventListener('message', (event: MessageEvent<unknown>) => {
  const { data } = event;
  if (typeof data === 'object' && data !== null && 'rpc' in data) window.postMessage(data, '*');
  else told.push(data);
});

const api = {
  postMessage: (message: unknown): void => {
    worker.postMessage(message);
  },
  getState: (): unknown => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
  setState: (state: unknown): void => {
    sessionStorage.setItem('state', JSON.stringify(state));
  },
};

Object.assign(window, { acquireVsCodeApi: () => api, told });
