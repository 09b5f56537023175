import { createServer, type Server, type Socket } from 'node:net';
import { type Frame, nextFrame, readArgs, replyBytes, resultBytes } from '../wire/frames';
import { negotiation } from '../wire/messages';
import { Malformed } from '../wire/thrift';
import type { Cluster } from './cluster';
import { httpReply } from './http';
import { answerMeta } from './meta';
import { Outgoing } from './outgoing';
import { answerCommand, answerData, answerHotkey, type Reply } from './replica';

type Role = 'meta' | 'replica';

/** A server process: one port that speaks Thrift and HTTP. Killed, it forgets its connections and can be started again. */
export class ServerNode {
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly cluster: Cluster,
    private readonly role: Role,
    readonly port: number,
  ) {}

  static async start(cluster: Cluster, role: Role, port: number): Promise<ServerNode> {
    const bound = await listen(port);
    const address = bound.address();
    if (address === null || typeof address === 'string') throw new Error('No port was given.');
    const node = new ServerNode(cluster, role, address.port);
    node.#serve(bound);
    return node;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  async restart(): Promise<void> {
    if (!this.#server) this.#serve(await listen(this.port));
  }

  async kill(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    this.dropConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(server: Server): void {
    this.#server = server;
    server.on('connection', (socket) => {
      // What was on its way when the node was killed.
      if (this.#server === server) this.#accept(socket);
      else socket.destroy();
    });
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const outgoing = new Outgoing(socket);
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      try {
        const http = httpReply(this.cluster, this.role, this.port, bytes);
        if (http !== undefined) return void socket.end(http);
        for (let next = nextFrame(bytes); next; next = nextFrame(bytes)) {
          bytes = bytes.subarray(next.length);
          this.#answer(outgoing, next.frame);
        }
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        // As the server does: it logs, and closes.
        this.cluster.violations.push(error.message);
        socket.destroy();
      }
    });
  }

  #answer(outgoing: Outgoing, frame: Frame): void {
    this.cluster.count(frame.rpc);
    const effect = this.cluster.faults.next(frame.rpc, this.port);
    if (effect?.kind === 'error') {
      outgoing.send(replyBytes(frame, effect.error));
      return;
    }
    if (effect?.kind === 'silent' && !effect.applied) return;
    const { error, result, delayMs = 0 } = this.#carryOut(frame);
    if (effect?.kind === 'silent' || (error === 'ERR_OK' && !result)) return;
    outgoing.send(replyBytes(frame, error, result), effect, delayMs);
  }

  #carryOut(frame: Frame): Reply {
    const { cluster, port, role } = this;
    if (frame.rpc === 'RPC_NEGOTIATION') return negotiate(cluster, frame);
    if (cluster.habits.kerberos) return { error: 'ERR_UNAUTHENTICATED' };
    return (role === 'meta' ? answerMeta(cluster, port, frame) : (answerData(cluster, port, frame) ?? answerHotkey(cluster, port, frame))) ?? answerCommand(frame) ?? { error: 'ERR_HANDLER_NOT_FOUND' };
  }
}

/** Status 9: nobody need log in. 2: these mechanisms are there. */
function negotiate({ habits }: Cluster, frame: Frame): Reply {
  readArgs(negotiation, frame.args);
  const answer = habits.kerberos ? { status: 2, message: Buffer.from('GSSAPI') } : { status: 9, message: Buffer.alloc(0) };
  return { error: 'ERR_OK', result: resultBytes(negotiation, answer) };
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return server;
}
