import type { ChildProcess } from 'node:child_process';
import { IPCMessageReader, IPCMessageWriter, type Message } from 'vscode-jsonrpc/node';

/** Closes as soon as the child is gone. The library's own reader waits for 'close', which waits for everyone who still holds the child's stdout. */
export class ChildReader extends IPCMessageReader {
  constructor(child: ChildProcess) {
    super(child);
    const close = (): void => {
      this.fireClose();
    };
    child.once('disconnect', close);
    child.once('exit', close);
  }
}

/**
 * A writer whose `write` settles when the pipe has room.
 * The library's own settles at once: a flood then piles up in memory and delays every later message.
 */
export class PacedWriter extends IPCMessageWriter {
  constructor(private readonly pipe: ChildProcess | NodeJS.Process) {
    super(pipe);
  }

  override write(message: Message): Promise<void> {
    const { pipe } = this;
    return new Promise((resolve, reject) => {
      if (!pipe.send) {
        reject(new Error('The pipe is closed.'));
        return;
      }
      const done = (error: Error | null): void => {
        if (!error) {
          resolve();
          return;
        }
        this.fireError(error, message, 1);
        reject(error);
      };
      // What cannot be cloned makes `send` throw, which rejects. `true` = there is room; order is kept either way.
      if (pipe.send(message, undefined, undefined, done)) resolve();
    });
  }
}
