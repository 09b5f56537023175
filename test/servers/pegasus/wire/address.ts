/** 127.0.0.1 with its port as an `rpc_address`. */
export const addressOf = (port: number): bigint => (0x7f000001n << 32n) | (BigInt(port) << 16n) | 1n;

export const gpidOf = (appId: number, partition: number): bigint => (BigInt(partition) << 32n) | BigInt(appId);
