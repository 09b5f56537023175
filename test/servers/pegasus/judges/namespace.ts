import { run } from '../../../../scripts/lib/run.mjs';
import { findProgram } from '../../../../scripts/lib/toolchain/programs.mjs';

/** Brings the loopback interface of a new network namespace up (SIOCSIFFLAGS), then becomes the program of the command line. */
const LOOPBACK = "import fcntl,os,socket,struct,sys;fcntl.ioctl(socket.socket(),0x8914,struct.pack('16sh',b'lo',0x41));os.execv(sys.argv[1],sys.argv[1:])";

/** What runs a program in a network of its own, where fixed ports are free and nobody from outside comes in; `undefined` where this system has none. */
export async function ownNetwork(python: string): Promise<readonly string[] | undefined> {
  const unshare = findProgram('unshare');
  if (unshare === undefined) return undefined;
  const prefix = [unshare, '-rn', python, '-c', LOOPBACK];
  const { code } = await run(unshare, [...prefix.slice(1), python, '-c', "import socket;socket.create_server(('127.0.0.1',1))"]);
  return code === 0 ? prefix : undefined;
}
