/** What a node is, for icon, menu and accessibility text; open ended, named with the field's own noun. */
export type CatalogNodeKind = string;

/** A node of a session's tree. Plain data. */
export interface CatalogNode {
  /** Ids from the root to this node; unique among siblings. */
  readonly path: readonly string[];
  readonly kind: CatalogNodeKind;
  readonly label: string;
  /** Dim text after the label: a type, a count. */
  readonly description?: string;
  /** Markdown. */
  readonly tooltip?: string;
  /** A codicon name without `$()`. */
  readonly icon: string;
  readonly children: boolean;
  /** The name as it stands in a statement of this session, quoted where needed; present where the node can be inserted into an editor. */
  readonly reference?: string;
  /** True where rows can be selected from {@link reference}. */
  readonly selectable?: boolean;
  /** The statement that shows first rows, where selecting from {@link reference} with a limit would cost too much. */
  readonly preview?: string;
  /** A file that opens in an editor when the node is activated. */
  readonly file?: string;
  /** The object that the node stands for in the session's objects, or a prefix: a path whose last part ends with `/`, or the container itself. */
  readonly object?: readonly string[];
  /** The table that the node stands for in the session's tables: what is opened, looked up, edited and imported into. */
  readonly table?: readonly string[];
  /** What the node stands for in the session's versions. */
  readonly version?: NodeVersion;
  /** True where the session's graphs have one of this node. */
  readonly graph?: boolean;
  /** Ids of the session's actions that this node offers. */
  readonly actions?: readonly string[];
}

/** A container of versions, or one of its branches, tags or commits. */
export interface NodeVersion {
  readonly container: readonly string[];
  readonly ref?: { readonly kind: 'branch' | 'tag' | 'commit'; readonly name: string };
}

export interface CatalogPage {
  readonly nodes: readonly CatalogNode[];
  /** Opaque; present while more follow. */
  readonly next?: string;
  /** How many there are in all, where the system says so. */
  readonly total?: number;
}

export interface ColumnInfo {
  readonly name: string;
  /** The type in the system's own words. */
  readonly type: string;
  readonly nullable?: boolean;
  /** Part of which key, in the system's own words: "primary key", "bucket key", "hash key". */
  readonly key?: string;
  readonly comment?: string;
  /** Fields inside it that {@link StatementLanguage.fieldAccess} reaches. */
  readonly fields?: readonly ColumnInfo[];
}

/** How a function is called. */
export interface FunctionHelp {
  readonly name: string;
  readonly description: string;
  readonly forms: readonly {
    /** `NAME(first TYPE, …)`; each parameter's label stands in it. */
    readonly label: string;
    readonly returns: string;
    readonly description: string;
    readonly parameters: readonly { readonly label: string; readonly description: string }[];
  }[];
}

export interface NodeDetail {
  readonly node: CatalogNode;
  readonly columns?: readonly ColumnInfo[];
  /** Label and value pairs for hover and the details view. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** The statement that would make the object. */
  readonly definition?: string;
}

export interface Catalog {
  /**
   * Children of a node; `path` is empty for the root. `limit` is a wish.
   * @throws HeadwaterError where the node cannot be listed
   */
  children(path: readonly string[], page: { readonly cursor?: string; readonly limit: number }, signal: AbortSignal): Promise<CatalogPage>;
  describe(path: readonly string[], signal: AbortSignal): Promise<NodeDetail>;
  /** Nodes whose name contains `text` (case-insensitive), selectable ones first; feeds completion and the tree's search. */
  search(text: string, limit: number, signal: AbortSignal): Promise<readonly CatalogNode[]>;
  /**
   * What a reference written in a statement means (`schema.table`, `'file.parquet'`), for hover and column completion.
   * `undefined` where there is nothing of that name.
   */
  resolve(reference: string, signal: AbortSignal): Promise<NodeDetail | undefined>;
  /** How a function is called, for hover and signature help; `undefined` where there is none of that name. Any case. */
  callOf?(name: string, signal: AbortSignal): Promise<FunctionHelp | undefined>;
}
