import { describe, expect, it } from 'vitest';
import { readInfo, schemaOf } from '../../../../src/backends/flightsql/client/convert';
import * as flight from '../../../../src/backends/flightsql/client/flightMessages';
import * as sql from '../../../../src/backends/flightsql/client/sqlMessages';
import { FlightDataBuilder, type FlightData } from '../../../../src/backends/flightsql/wire/flightData';
import { Framing } from '../../../../src/backends/flightsql/wire/framing';
import { FrameTap } from '../../../../src/backends/flightsql/wire/frameTap';
import { FRESH_MEMORY } from '../../../../src/core/arrow/bufferPool';
import { NetworkError } from '../../../../src/backends/flightsql/wire/network';
import { GrpcError } from '../../../../src/backends/flightsql/wire/status';
import { detailsText } from '../../../../src/backends/flightsql/wire/statusDetails';
import { HeadwaterError } from '../../../../src/core/errors';
import { bytes, Message, optional } from '../../../../src/core/protobuf/message';
import { ProtoError } from '../../../../src/core/protobuf/reader';
import { random } from '../../support/random';
import { GOLDEN } from '../client/golden';
import { framed } from './grpcServer';
import { FLAG, frame, TYPE } from './rawServer';

const FULL = process.env['HEADWATER_FULL'] === '1';
const seed = FULL ? Date.now() % 1_000_000_000 : 4_711;
const rounds = (count: number) => (FULL ? count * 10 : count);

/** Runs `round` many times; a failure names seed and round. */
function fuzz(count: number, round: (next: (below: number) => number) => void): void {
  const next = random(seed);
  for (let index = 0; index < rounds(count); index++) {
    try {
      round(next);
    } catch (error) {
      throw new Error(`seed ${seed}, round ${index}`, { cause: error });
    }
  }
}

function damaged(message: Uint8Array, next: (below: number) => number): Uint8Array {
  const copy = Uint8Array.from(message);
  for (let count = next(5); count > 0 && copy.length > 0; count--) copy[next(copy.length)] = next(256);
  return next(4) === 0 ? copy.subarray(0, next(copy.length + 1)) : copy;
}

function expected(error: unknown, kinds: readonly (new (...args: never[]) => Error)[]): void {
  if (!kinds.some((kind) => error instanceof kind)) throw error;
}

const Data = new Message('FlightData', { descriptor: optional(1, bytes), header: optional(2, bytes), appMetadata: optional(3, bytes), body: optional(1000, bytes) });

describe(`hostile bytes (seed ${seed})`, { timeout: 180_000 }, () => {
  it('messages cut anywhere come out as they were sent', () => {
    fuzz(20_000, (next) => {
      const sent = Array.from({ length: 1 + next(3) }, () => ({
        header: new Uint8Array(next(40)).fill(next(256)),
        ...(next(2) === 0 ? { appMetadata: new Uint8Array(1 + next(10)).fill(next(256)) } : {}),
        ...(next(3) > 0 ? { body: Uint8Array.from({ length: next(200) }, () => next(256)) } : {}),
        ...(next(4) === 0 ? { descriptor: new Uint8Array(next(20)) } : {}),
      }));
      const stream = Buffer.concat(sent.map((one) => framed(Data.encode(one).bytes())));
      const got: FlightData[] = [];
      const framing = new Framing<FlightData>({ builder: () => new FlightDataBuilder(FRESH_MEMORY), mostBytes: 1000, encoding: async () => undefined, onMessage: (message) => message instanceof Promise || got.push(message) });
      for (let at = 0; at < stream.length; ) {
        const end = Math.min(stream.length, at + 1 + next(next(2) === 0 ? 4 : 300));
        framing.add(stream, at, end);
        at = end;
      }
      expect(framing.within).toBe(false);
      expect(got.length).toBe(sent.length);
      sent.forEach(({ header, body, appMetadata }, index) => {
        const { ipc, appMetadata: metadata } = got[index]!;
        expect(metadata).toEqual(appMetadata);
        if (header.length === 0) expect(ipc).toBeUndefined();
        else {
          const padded = Math.ceil(header.length / 8) * 8;
          expect(Buffer.compare(ipc!.subarray(8, 8 + header.length), header)).toBe(0);
          expect(Buffer.compare(ipc!.subarray(8 + padded, 8 + padded + (body?.length ?? 0)), body ?? new Uint8Array(0))).toBe(0);
          expect(ipc!.byteLength % 8).toBe(0);
          expect(ipc!.byteOffset).toBe(0);
        }
      });
    });
  }, 60_000);

  it('damaged messages of rows give an error, or something that was in them', () => {
    const whole = framed(Data.encode({ descriptor: new Uint8Array(5), header: new Uint8Array(30), appMetadata: new Uint8Array(4), body: new Uint8Array(100) }).bytes());
    fuzz(50_000, (next) => {
      const stream = damaged(whole, next);
      const framing = new Framing<FlightData>({ builder: () => new FlightDataBuilder(FRESH_MEMORY), mostBytes: 1 << 16, encoding: async () => undefined, onMessage: (message) => void Promise.resolve(message).catch(() => undefined) });
      const cut = next(stream.length + 1);
      try {
        framing.add(stream, 0, cut);
        framing.add(stream, cut, stream.length);
      } catch (error) {
        expected(error, [GrpcError, ProtoError]);
      }
    });
  }, 60_000);

  it('damaged answers give an error of the protocol', () => {
    const decoders: readonly ((message: Uint8Array) => unknown)[] = [
      readInfo,
      (message) => flight.PollMessage.decode(message),
      (message) => flight.SessionOptionsMessage.decode(message),
      (message) => flight.ActionTypeMessage.decode(message),
      (message) => sql.CreatePreparedResult.decode(sql.unwrap('ActionCreatePreparedStatementResult', message)),
      (message) => sql.UpdateResult.decode(message),
      schemaOf,
      detailsText,
    ];
    const samples = [...Object.values(GOLDEN).map((hex) => Buffer.from(hex, 'hex')), Buffer.from(GOLDEN.info, 'hex').subarray(3)];
    fuzz(40_000, (next) => {
      try {
        decoders[next(decoders.length)]!(damaged(samples[next(samples.length)]!, next));
      } catch (error) {
        expected(error, [ProtoError, HeadwaterError]);
      }
    });
  }, 60_000);

  it('random frames end the connection with a reason, or are passed on', () => {
    const payloads = [0, 1, 6, 8, 100, 3_000];
    fuzz(5_000, (next) => {
      const tap = new FrameTap({ write: () => true, cork: () => undefined, uncork: () => undefined, end: () => undefined, destroy: () => undefined }, { takesData: next(4) > 0, streamWindow: 1 << 16, connectionWindow: 1 << 17 });
      let reason: Error | undefined;
      tap.on('error', (error: Error) => (reason = error));
      tap.on('data', () => undefined);
      let taken = 0;
      for (const id of [1, 3]) tap.tap(id, { add: (_bytes, from, to) => (taken += to - from) });
      const frames = Array.from({ length: 1 + next(6) }, (_, index) => {
        const payload = new Uint8Array(payloads[next(payloads.length)]!).fill(next(256));
        return frame(index === 0 && next(8) > 0 ? TYPE.settings : next(11), next(2) === 0 ? 0 : next(256) & ~(next(2) === 0 ? FLAG.padded : 0), index === 0 ? 0 : [0, 1, 3, 5, next(2 ** 31)][next(5)]!, payload);
      });
      const all = damaged(Buffer.concat(frames), next);
      for (let at = 0; at < all.length; ) {
        const chunk = all.slice(at, at + 1 + next(9_000));
        tap.receive(chunk, chunk.length);
        at += chunk.length;
      }
      expect(taken).toBeLessThanOrEqual(all.length);
      if (tap.destroyed && tap.errored) expect(tap.errored).toBeInstanceOf(NetworkError);
      if (reason) expect(reason).toBeInstanceOf(NetworkError);
      tap.destroy();
    });
  }, 60_000);
});
