export type SnippetKind = 'boto3' | 'boto3-router' | 'aws' | 'duckdb' | 'spark' | 'pandas' | 'rclone' | 'python';

export const SNIPPETS: readonly { readonly kind: SnippetKind; readonly label: string }[] = [
  { kind: 'boto3', label: 'boto3' },
  { kind: 'boto3-router', label: 'boto3 S3 router' },
  { kind: 'aws', label: 'AWS CLI' },
  { kind: 'duckdb', label: 'DuckDB' },
  { kind: 'spark', label: 'Spark' },
  { kind: 'pandas', label: 'pandas' },
  { kind: 'rclone', label: 'rclone' },
  { kind: 'python', label: 'lakeFS Python SDK' },
];

export interface SnippetPlace {
  /** Of the server, without a path. */
  readonly endpoint: string;
  readonly repository: string;
  readonly ref: string;
  /** An object, a prefix, or empty. */
  readonly key: string;
}

export interface Snippet {
  readonly language: string;
  readonly text: string;
}

/** Code that reads the place with another tool. Keys are never filled in: it takes them from the environment. */
export function snippet(kind: SnippetKind, place: SnippetPlace): Snippet {
  const { endpoint, repository, ref, key } = place;
  const below = `${ref}/${key}`;
  switch (kind) {
    case 'boto3':
      return python(
        'import os',
        'import boto3',
        'from botocore.config import Config',
        '',
        ...boto3Client(endpoint),
        `for entry in s3.list_objects_v2(Bucket=${quoted(repository)}, Prefix=${quoted(below)}).get("Contents", []):`,
        '    print(entry["Key"], entry["Size"])',
      );
    case 'boto3-router':
      return python(
        '# pip install boto-s3-router',
        'import os',
        'import boto3',
        'import boto_s3_router as s3r',
        'from botocore.config import Config',
        '',
        ...boto3Client(endpoint, 'lakefs'),
        'profiles = {"lakefs": {"source_bucket_pattern": "*", "source_key_pattern": "*", "mapped_bucket_name": ' + quoted(repository) + ', "mapped_prefix": ' + quoted(`${ref}/`) + '}}',
        's3 = s3r.client({"default": boto3.client("s3"), "lakefs": lakefs}, profiles)',
        `print(s3.list_objects_v2(Bucket=${quoted(repository)}, Prefix=${quoted(key)}))`,
      );
    case 'aws':
      return { language: 'shellscript', text: lines('export AWS_ACCESS_KEY_ID="$LAKECTL_CREDENTIALS_ACCESS_KEY_ID"', 'export AWS_SECRET_ACCESS_KEY="$LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY"', `aws s3 ls --endpoint-url ${shell(endpoint)} ${shell(`s3://${repository}/${below}`)}`) };
    case 'duckdb':
      return { language: 'sql', text: duckDb(place) };
    case 'spark':
      return python(
        'import os',
        'from pyspark.sql import SparkSession',
        '',
        'spark = (SparkSession.builder',
        `    .config("spark.hadoop.fs.s3a.endpoint", ${quoted(endpoint)})`,
        '    .config("spark.hadoop.fs.s3a.path.style.access", "true")',
        '    .config("spark.hadoop.fs.s3a.access.key", os.environ["LAKECTL_CREDENTIALS_ACCESS_KEY_ID"])',
        '    .config("spark.hadoop.fs.s3a.secret.key", os.environ["LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY"])',
        '    .getOrCreate())',
        `spark.read.parquet(${quoted(`s3a://${repository}/${below}`)}).show()`,
      );
    case 'pandas':
      return python(
        '# pip install pandas pyarrow s3fs',
        'import os',
        'import pandas as pd',
        '',
        'options = {',
        '    "key": os.environ["LAKECTL_CREDENTIALS_ACCESS_KEY_ID"],',
        '    "secret": os.environ["LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY"],',
        `    "client_kwargs": {"endpoint_url": ${quoted(endpoint)}},`,
        '}',
        `print(pd.${reader(key)}(${quoted(`s3://${repository}/${below}`)}, storage_options=options))`,
      );
    case 'rclone':
      return { language: 'shellscript', text: lines(`rclone copy --s3-provider Other --s3-endpoint ${shell(endpoint)} --s3-env-auth ${shell(`:s3:${repository}/${below}`)} ./data`) };
    case 'python':
      return python('# pip install lakefs', 'import lakefs', '', `ref = lakefs.repository(${quoted(repository)}).ref(${quoted(ref)})`, ...(key === '' || key.endsWith('/') ? [`for entry in ref.objects(prefix=${quoted(key)}):`, '    print(entry.path)'] : [`with ref.object(${quoted(key)}).reader(mode="rb") as content:`, '    print(len(content.read()))']));
  }
}

function boto3Client(endpoint: string, name = 's3'): readonly string[] {
  return [
    `${name} = boto3.client(`,
    '    "s3",',
    `    endpoint_url=${quoted(endpoint)},`,
    '    aws_access_key_id=os.environ["LAKECTL_CREDENTIALS_ACCESS_KEY_ID"],',
    '    aws_secret_access_key=os.environ["LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY"],',
    '    config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),',
    ')',
  ];
}

function duckDb({ endpoint, repository, ref, key }: SnippetPlace): string {
  const url = new URL(endpoint);
  return lines(
    'INSTALL httpfs;',
    'LOAD httpfs;',
    'CREATE SECRET lakefs (',
    '  TYPE s3,',
    "  KEY_ID getenv('LAKECTL_CREDENTIALS_ACCESS_KEY_ID'),",
    "  SECRET getenv('LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY'),",
    `  ENDPOINT '${url.host}',`,
    "  URL_STYLE 'path',",
    `  USE_SSL ${url.protocol === 'https:' ? 'true' : 'false'}`,
    ');',
    `SELECT * FROM 's3://${`${repository}/${ref}/${key}`.replaceAll("'", "''")}${key === '' || key.endsWith('/') ? '*.parquet' : ''}';`,
  );
}

function python(...code: readonly string[]): Snippet {
  return { language: 'python', text: lines(...code) };
}

function lines(...code: readonly string[]): string {
  return `${code.join('\n')}\n`;
}

/** A string of Python: JSON's escapes are among its own. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function shell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function reader(key: string): string {
  if (/\.(?:csv|tsv)(?:\.gz)?$/iu.test(key)) return 'read_csv';
  return /\.(?:json|jsonl|ndjson)(?:\.gz)?$/iu.test(key) ? 'read_json' : 'read_parquet';
}
