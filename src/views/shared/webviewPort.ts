import type { Port } from '../../protocol/rpc';

/** The webview's end of the channel to its host. */
export function webviewPort(api: { postMessage(message: unknown): void }, window: Window): Port {
  return {
    post: (message) => {
      api.postMessage(message);
    },
    listen: (receive) => {
      const listener = (event: MessageEvent): void => {
        receive(event.data);
      };
      window.addEventListener('message', listener);
      return () => {
        window.removeEventListener('message', listener);
      };
    },
  };
}
