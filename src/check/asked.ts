/** What a request asks, whoever asks: in identity policies the caller plays no part. */
import type { Request } from '../policy/request.js';

export type Asked = {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
};

const ACCOUNT = '111122223333';

export function requestOf({ action, resource, context }: Asked): Request {
  return {
    action,
    resource,
    principal: { kind: 'user', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/someone` },
    resourceAccount: ACCOUNT,
    context: new Map(
      Object.entries(context).map(([key, values]) => [key.toLowerCase(), values] as const),
    ),
  };
}
