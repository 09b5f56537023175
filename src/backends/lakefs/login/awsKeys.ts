import { HeadwaterError } from '../../../core/errors';
import type { SigningKeys } from '../../../core/aws/signature';
import type { Environment } from '../settings/lakectlConfig';

/** The AWS credentials of the environment, as AWS's own tools name them. @throws HeadwaterError where there are none */
export function awsKeys(what: string, environment: Environment): SigningKeys {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '', AWS_SESSION_TOKEN: sessionToken = '' } = environment;
  if (accessKeyId !== '' && secretAccessKey !== '') return { accessKeyId, secretAccessKey, ...(sessionToken === '' ? {} : { sessionToken }) };
  throw new HeadwaterError({ what, why: 'The environment has no AWS credentials.', todo: 'Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN where VS Code is started, or choose other credentials.', kind: 'unauthorized' });
}

export function awsRegion(named: string | undefined, environment: Environment): string {
  return named ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? '';
}
