/**
 * Who we are: the standard credential chain of AWS, and a role to take in each further account.
 *
 * Source: AWS SDKs and Tools Reference Guide, "Standardized credential providers".
 */
import { objectOf, textOf } from './answers.js';
import { AwsFault } from './fault.js';
import type { CredentialSource, Credentials, Line, Send } from './session.js';

export async function defaultCredentials(): Promise<CredentialSource> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  return fromNodeProviderChain();
}

export type RoleToAssume = {
  readonly arn: string;
  readonly externalId: string | undefined;
  readonly sessionName: string;
};

/** Renewed while there is still time for the calls under way. */
const RENEW_BEFORE_MS = 5 * 60_000;
const SESSION_SECONDS = 3600;

/** All clients of an account share one session of the role. */
export function assumedRole(send: Send, line: Line, role: RoleToAssume): CredentialSource {
  let current: { readonly until: number; readonly credentials: Promise<Credentials> } | undefined;
  return async () => {
    if (current === undefined || current.until - RENEW_BEFORE_MS < line.clock.now()) {
      // Ours may be slow against AWS's clock: what we asked for, counted from now, ends it, too.
      const end = line.clock.now() + SESSION_SECONDS * 1000;
      const asked = { until: end, credentials: assume(send, role, end) };
      current = asked;
      try {
        const { expiration } = await asked.credentials;
        current = { ...asked, until: expiration?.getTime() ?? end };
      } catch (cause) {
        current = undefined;
        throw cause;
      }
    }
    return current.credentials;
  };
}

async function assume(send: Send, role: RoleToAssume, end: number): Promise<Credentials> {
  const answer = await send('global', 'sts:AssumeRole', {
    RoleArn: role.arn,
    RoleSessionName: role.sessionName,
    DurationSeconds: SESSION_SECONDS,
    ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
  });
  const found = objectOf(answer, 'Credentials') ?? {};
  const [accessKeyId, secretAccessKey, sessionToken] = [
    textOf(found, 'AccessKeyId'),
    textOf(found, 'SecretAccessKey'),
    textOf(found, 'SessionToken'),
  ];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new AwsFault(
      {
        kind: 'refused',
        code: 'NoCredentials',
        status: undefined,
        message: 'no credentials came back',
      },
      'sts:AssumeRole',
      { account: '', region: 'global' },
      undefined,
    );
  }
  const { Expiration: expiration } = found;
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    expiration: new Date(expiration instanceof Date ? Math.min(end, expiration.getTime()) : end),
  };
}
