/** Amazon Resource Names. Source: IAM User Guide, "IAM identifiers" and AWS General Reference, "ARNs". */
import type { Brand } from './brand.js';

/** A whole ARN of one resource, such as `arn:aws:iam::111122223333:role/ci/deployer`. */
export type Arn = Brand<'Arn'>;

export type ArnParts = {
  readonly partition: string;
  readonly service: string;
  /** Empty for global services. */
  readonly region: string;
  /** Empty for S3 buckets, `aws` for AWS-managed policies. */
  readonly account: string;
  /** Everything behind the fifth colon; may hold colons and slashes. */
  readonly resource: string;
};

const ARN = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+$/s;

/** Reads an ARN; `undefined` for a pattern segment count below six or an empty resource. */
export function parseArn(text: string): Arn | undefined {
  return ARN.test(text) ? (text as Arn) : undefined;
}

export function arnParts(arn: string): ArnParts | undefined {
  if (!ARN.test(arn)) return undefined;
  const [, partition = '', service = '', region = '', account = '', ...rest] = arn.split(':');
  return { partition, service, region, account, resource: rest.join(':') };
}

/** The last path segment of an IAM ARN: `deployer` of `…:role/ci/deployer`. */
/** `oidc.eks.eu-west-1.amazonaws.com-id-ABC` of an identity provider: a name as IAM writes names. */
export function nameOfProvider(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1).replaceAll('/', '-');
}

export function nameOfArn(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
}
