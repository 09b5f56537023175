import type { ProfileField, ProfileForm } from '../../../core/contract/profile';

const INFLUX = ['influxdb3'];

const server: readonly ProfileField[] = [
  {
    key: 'system',
    label: 'System',
    kind: 'choice',
    initial: 'generic',
    choices: [
      { value: 'generic', label: 'Any Flight SQL server', description: 'What it can do is found out when connecting.' },
      { value: 'influxdb3', label: 'InfluxDB 3', description: 'Core, Enterprise, Cloud Serverless, Cloud Dedicated, Clustered.' },
      { value: 'dremio', label: 'Dremio', description: 'Software and cloud; keeps the session’s cookies.' },
    ],
  },
  { key: 'host', label: 'Host', kind: 'text', required: true, initial: 'localhost', placeholder: 'localhost', pattern: { source: '\\s*(?:\\[[0-9A-Fa-f:.%\\w]+\\]|[^\\s/:@?#\\[\\]]+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)\\s*', message: 'Write a name or an address only, without a scheme and a port.' } },
  { key: 'port', label: 'Port', kind: 'number', required: true, initial: 443, min: 1, max: 65_535 },
  { key: 'database', label: 'Database', kind: 'text', description: 'Sent with every call as the header “database”. InfluxDB 3 needs it; for Cloud Serverless it is the bucket.' },
];

const credentials: readonly ProfileField[] = [
  {
    key: 'auth',
    label: 'Sign in',
    kind: 'choice',
    initial: 'token',
    group: 'Credentials',
    choices: [
      { value: 'token', label: 'Token', description: 'Sent as “Bearer” with every call.' },
      { value: 'password', label: 'User and password', description: 'Exchanged for a token once (handshake).' },
      { value: 'basic', label: 'User and password with every call', description: 'For servers without a handshake.' },
      { value: 'header', label: 'Authorization header', description: 'Sent as it stands.' },
      { value: 'none', label: 'Nobody', description: 'No credentials are sent.' },
    ],
  },
  { key: 'token', label: 'Token', kind: 'secret', required: true, group: 'Credentials', when: { key: 'auth', is: ['token'] } },
  { key: 'user', label: 'User', kind: 'text', required: true, group: 'Credentials', when: { key: 'auth', is: ['password', 'basic'] } },
  { key: 'password', label: 'Password', kind: 'secret', group: 'Credentials', when: { key: 'auth', is: ['password', 'basic'] } },
  { key: 'authorization', label: 'Authorization', kind: 'secret', required: true, placeholder: 'Bearer …', group: 'Credentials', when: { key: 'auth', is: ['header'] } },
];

const tls: readonly ProfileField[] = [
  { key: 'tls', label: 'Encrypt (TLS)', kind: 'boolean', initial: true, group: 'Encryption' },
  { key: 'caFile', label: 'Certificate authority', kind: 'file', extensions: ['pem', 'crt', 'cer'], description: 'PEM file of who signed the server’s certificate, where the machine does not know it.', group: 'Encryption', when: { key: 'tls', is: [true] } },
  { key: 'clientCertificate', label: 'Client certificate', kind: 'file', extensions: ['pem', 'crt', 'cer'], description: 'PEM file, for servers that ask who we are (mTLS).', group: 'Encryption', when: { key: 'tls', is: [true] } },
  { key: 'clientKey', label: 'Client key', kind: 'file', extensions: ['pem', 'key'], description: 'PEM file of the key to the client certificate.', group: 'Encryption', when: { key: 'tls', is: [true] } },
  { key: 'clientKeyPassphrase', label: 'Passphrase of the client key', kind: 'secret', group: 'Encryption', when: { key: 'tls', is: [true] } },
  { key: 'serverName', label: 'Server name', kind: 'text', description: 'The name in the server’s certificate, where it is not the host.', group: 'Encryption', when: { key: 'tls', is: [true] } },
  {
    key: 'skipVerify',
    label: 'Accept any certificate',
    kind: 'boolean',
    initial: false,
    warning: 'Anybody on the way can read and change everything, the credentials included. For tests only.',
    group: 'Encryption',
    when: { key: 'tls', is: [true] },
  },
];

const calls: readonly ProfileField[] = [
  { key: 'headers', label: 'Headers', kind: 'pairs', description: 'Sent with every call. Not for secrets: those belong to the credentials.', group: 'Calls' },
  { key: 'catalog', label: 'Default catalog', kind: 'text', description: 'Where the server keeps session options.', group: 'Calls' },
  { key: 'schema', label: 'Default schema', kind: 'text', description: 'Where the server keeps session options.', group: 'Calls' },
  { key: 'cookies', label: 'Send cookies back', kind: 'boolean', initial: true, description: 'Servers with sessions set them.', group: 'Calls' },
  { key: 'gzipSent', label: 'Compress what is sent', kind: 'boolean', initial: false, description: 'With gzip: for imports over slow lines. A server that does not take it says so.', group: 'Calls' },
  { key: 'callTimeout', label: 'Timeout of catalog calls', kind: 'number', initial: 30, min: 1, max: 3_600, description: 'Seconds. Statements have the connection’s statement timeout.', group: 'Calls' },
  { key: 'maxMessage', label: 'Largest message', kind: 'number', initial: 256, min: 1, max: 2_047, description: 'MiB of one record batch.', group: 'Calls' },
  { key: 'proxy', label: 'Proxy', kind: 'text', placeholder: 'http://proxy:3128', description: 'For HTTP CONNECT; empty for none.', group: 'Calls', pattern: { source: '\\s*http://[^\\s/@]+/?\\s*', message: 'Write it as http://host:port, without a user.' } },
  {
    key: 'otherLocations',
    label: 'Rows from other hosts',
    kind: 'choice',
    initial: 'anonymous',
    description: 'A server may say that rows lie elsewhere.',
    group: 'Calls',
    choices: [
      { value: 'anonymous', label: 'Fetch without credentials' },
      { value: 'credentials', label: 'Fetch with our credentials', description: 'Only where all of them are yours.' },
      { value: 'never', label: 'Ask the first server instead' },
    ],
  },
  {
    key: 'features',
    label: 'Features',
    kind: 'pairs',
    description: 'As flightsql-dbapi takes them. “metadata-reflection”: columns come from the server’s metadata calls (true, what is done anyway) or from information_schema (false).',
    group: 'Calls',
  },
];

const influx: readonly ProfileField[] = [
  { key: 'influxWrite', label: 'Write lines by', kind: 'choice', initial: 'v3', group: 'InfluxDB', when: { key: 'system', is: INFLUX }, choices: [{ value: 'v3', label: '/api/v3/write_lp', description: 'Core and Enterprise: tells which lines were refused.' }, { value: 'v2', label: '/api/v2/write', description: 'All of them, Cloud included.' }] },
  { key: 'httpUrl', label: 'HTTP address', kind: 'text', placeholder: 'https://host:port', description: 'For writing and for database details, where it is not the address above.', group: 'InfluxDB', when: { key: 'system', is: INFLUX }, pattern: { source: '\\s*https?://[^\\s@?#]+\\s*', message: 'Write it as https://host:port, without a user.' } },
  { key: 'gzip', label: 'Compress written lines', kind: 'boolean', initial: true, group: 'InfluxDB', when: { key: 'system', is: INFLUX } },
  { key: 'previewHours', label: 'Hours in previews', kind: 'number', initial: 24, min: 0, max: 87_600, description: 'First rows of a table are those of the last hours, so that a look costs little of a read quota. 0 for all time.', group: 'InfluxDB', when: { key: 'system', is: INFLUX } },
  { key: 'jsonTickets', label: 'Short way for queries', kind: 'boolean', initial: false, description: 'One round trip instead of two: InfluxDB’s own tickets.', group: 'InfluxDB', when: { key: 'system', is: INFLUX } },
];

const influxAt = { system: 'influxdb3', auth: 'token', database: '' };

/** Everything that a connection can be told, as data. */
export const flightSqlForm: ProfileForm = {
  fields: [...server, ...credentials, ...tls, ...calls, ...influx],
  presets: [
    { id: 'influxdb3-core', label: 'InfluxDB 3 Core', values: { ...influxAt, host: 'localhost', port: 8181, tls: false, influxWrite: 'v3' } },
    { id: 'influxdb3-enterprise', label: 'InfluxDB 3 Enterprise', values: { ...influxAt, host: 'localhost', port: 8181, tls: true, influxWrite: 'v3' } },
    { id: 'influxdb3-serverless', label: 'InfluxDB Cloud Serverless', values: { ...influxAt, host: 'us-east-1-1.aws.cloud2.influxdata.com', port: 443, tls: true, influxWrite: 'v2', previewHours: 1 } },
    { id: 'influxdb3-dedicated', label: 'InfluxDB Cloud Dedicated', values: { ...influxAt, host: 'cluster-id.a.influxdb.io', port: 443, tls: true, influxWrite: 'v2' } },
    { id: 'dremio', label: 'Dremio', values: { system: 'dremio', host: 'localhost', port: 32_010, tls: false, auth: 'password', cookies: true } },
    { id: 'dremio-cloud', label: 'Dremio Cloud', values: { system: 'dremio', host: 'data.dremio.cloud', port: 443, tls: true, auth: 'token', cookies: true } },
    { id: 'generic', label: 'Any Flight SQL server', values: { system: 'generic' } },
  ],
  urlExamples: [
    'grpc+tls://host:443?database=sensors',
    'grpc+tcp://localhost:31337',
    'jdbc:arrow-flight-sql://host:32010?useEncryption=true&user=ada',
    'datafusion+flightsql://host:443?database=sensors&token=…',
  ],
};
