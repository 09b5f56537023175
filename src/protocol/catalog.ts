import * as z from 'zod/mini';
import type { CatalogNode, CatalogPage, ColumnInfo, NodeDetail } from '../core/contract/catalog';
import type { Check } from './define';
import { request } from './define';
import { catalogNode, catalogPage, columnInfo, count, nodeDetail, path, text } from './shapes';

/** All of these need an open session; they fail with code `no-session` where there is none. */

export interface ChildrenParams {
  readonly connectionId: string;
  readonly path: readonly string[];
  readonly cursor?: string;
  readonly limit: number;
}
const childrenParams: Check<ChildrenParams> = z.object({ connectionId: text, path, cursor: z.exactOptional(text), limit: count });
export const CatalogChildren = request<ChildrenParams, CatalogPage>('catalog/children', childrenParams, catalogPage);

export interface NodeParams {
  readonly connectionId: string;
  readonly path: readonly string[];
}
const nodeParams: Check<NodeParams> = z.object({ connectionId: text, path });
export const CatalogDescribe = request<NodeParams, NodeDetail>('catalog/describe', nodeParams, nodeDetail);

export interface SearchParams {
  readonly connectionId: string;
  readonly text: string;
  readonly limit: number;
}
const searchParams: Check<SearchParams> = z.object({ connectionId: text, text, limit: count });
export const CatalogSearch = request<SearchParams, readonly CatalogNode[]>('catalog/search', searchParams, z.array(catalogNode));

export interface FoundColumn {
  /** The table. */
  readonly node: CatalogNode;
  readonly column: ColumnInfo;
}
const foundColumn: Check<FoundColumn> = z.object({ node: catalogNode, column: columnInfo });
/** Columns by name, of a bounded number of tables. The first asks the system for every table; a request with `limit` 0 that is kept open keeps that going. */
export const CatalogSearchColumns = request<SearchParams, readonly FoundColumn[]>('catalog/searchColumns', searchParams, z.array(foundColumn));
