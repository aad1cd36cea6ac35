/** CloudTrail records as a trail delivers them, for the tests of what reads them. */

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';

type Person = {
  readonly type: string;
  readonly principalId: string;
  readonly arn: string;
  readonly accountId: string;
  readonly userName: string;
};
type Session = Omit<Person, 'userName'> & {
  readonly accessKeyId: string;
  readonly sessionContext: { readonly sessionIssuer: Person };
};

export const DEPLOYER: Session = {
  type: 'AssumedRole',
  principalId: 'AROA4DEPLOYER7EXAMPL:build-4711',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deployer/build-4711`,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: 'AROA4DEPLOYER7EXAMPL',
      arn: `arn:aws:iam::${ACCOUNT}:role/ci/deployer`,
      accountId: ACCOUNT,
      userName: 'deployer',
    },
  },
};

export const ALICE: Person = {
  type: 'IAMUser',
  principalId: 'AIDAALICE77EXAMPLE00',
  arn: `arn:aws:iam::${ACCOUNT}:user/people/alice`,
  accountId: ACCOUNT,
  userName: 'alice',
};

/** A record of `ec2:DescribeInstances`; what a test is about is given in `change`. */
export function trailRecord(
  change: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    eventVersion: '1.11',
    userIdentity: DEPLOYER,
    eventTime: '2026-03-02T10:15:30Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeInstances',
    awsRegion: 'eu-west-1',
    requestParameters: { instancesSet: {}, filterSet: {} },
    responseElements: null,
    eventType: 'AwsApiCall',
    managementEvent: true,
    readOnly: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    ...change,
  };
}

/** A different UUID for each number. */
export function eventId(number: number): string {
  const hex = number.toString(16).padStart(12, '0');
  return `6e0fa2b4-5d5f-4c6e-9a53-${hex}`;
}
