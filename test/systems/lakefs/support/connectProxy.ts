import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export interface ConnectProxy {
  readonly url: string;
  /** Tunnels that were asked for so far. */
  readonly tunnels: () => number;
  stop(): void;
}

/** A proxy that makes tunnels, as companies have them. */
export async function startConnectProxy(): Promise<ConnectProxy> {
  let tunnels = 0;
  const server = createServer().on('connect', (request, socket, head) => {
    tunnels++;
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) end.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    tunnels: () => tunnels,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
