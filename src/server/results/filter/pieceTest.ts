import type { Piece } from '../../../core/arrow/pieces';

/** Writes 1 for each value of a piece that passes, from 0 on; the others are 0 already. What it writes for NULLs means nothing. */
export type PieceTest = (piece: Piece, passed: Uint8Array) => void;

export interface CompiledTest {
  /** Whether NULL passes. */
  readonly nulls: boolean;
  readonly test: PieceTest;
}
