import { type Connection, createConnection, IPCMessageReader, ProposedFeatures } from 'vscode-languageserver/node';
import { PacedWriter } from '../protocol/pipe';

/** The pipe to the process that forked us. The library does not watch for that process's end; we do. */
export function connectToParent(): Connection {
  process.once('disconnect', () => process.exit(0));
  return createConnection(ProposedFeatures.all, new IPCMessageReader(process), new PacedWriter(process));
}
