/**
 * The AWS services that a live collection calls, and the IAM actions behind their operations.
 *
 * The names are those of the SDK's clients. `perSecond` is where we stop by ourselves, well below
 * what the account's own automation lives on.
 * Sources: Service Authorization Reference, actions per service; AWS Organizations User Guide,
 * "Quotas"; CloudTrail User Guide, "Quotas" (LookupEvents: 2 per second, account and Region).
 */
type Sdk = Readonly<Record<string, unknown>>;

export type Service =
  | 'accessanalyzer'
  | 'cloudformation'
  | 'cloudtrail'
  | 'ec2'
  | 'ecr'
  | 'ecs'
  | 'eks'
  | 'iam'
  | 'kms'
  | 'lambda'
  | 'organizations'
  | 's3'
  | 'secrets-manager'
  | 'sns'
  | 'sqs'
  | 'sso-admin'
  | 'sts';

export type ServiceEntry = {
  /** Of the SDK; only what is called is ever loaded. */
  readonly package: string;
  readonly client: string;
  /** IAM prefix of its actions. */
  readonly prefix: string;
  /** Calls per second, account and region. */
  readonly perSecond: number;
};

export const SERVICES: Readonly<Record<Service, ServiceEntry>> = {
  accessanalyzer: {
    package: '@aws-sdk/client-accessanalyzer',
    client: 'AccessAnalyzerClient',
    prefix: 'access-analyzer',
    perSecond: 5,
  },
  cloudformation: {
    package: '@aws-sdk/client-cloudformation',
    client: 'CloudFormationClient',
    prefix: 'cloudformation',
    perSecond: 3,
  },
  cloudtrail: {
    package: '@aws-sdk/client-cloudtrail',
    client: 'CloudTrailClient',
    prefix: 'cloudtrail',
    perSecond: 2,
  },
  ec2: {
    package: '@aws-sdk/client-ec2',
    client: 'EC2Client',
    prefix: 'ec2',
    perSecond: 5,
  },
  ecr: {
    package: '@aws-sdk/client-ecr',
    client: 'ECRClient',
    prefix: 'ecr',
    perSecond: 10,
  },
  ecs: {
    package: '@aws-sdk/client-ecs',
    client: 'ECSClient',
    prefix: 'ecs',
    perSecond: 10,
  },
  eks: {
    package: '@aws-sdk/client-eks',
    client: 'EKSClient',
    prefix: 'eks',
    perSecond: 5,
  },
  iam: {
    package: '@aws-sdk/client-iam',
    client: 'IAMClient',
    prefix: 'iam',
    perSecond: 10,
  },
  kms: {
    package: '@aws-sdk/client-kms',
    client: 'KMSClient',
    prefix: 'kms',
    perSecond: 10,
  },
  lambda: {
    package: '@aws-sdk/client-lambda',
    client: 'LambdaClient',
    prefix: 'lambda',
    perSecond: 10,
  },
  organizations: {
    package: '@aws-sdk/client-organizations',
    client: 'OrganizationsClient',
    prefix: 'organizations',
    perSecond: 4,
  },
  s3: {
    package: '@aws-sdk/client-s3',
    client: 'S3Client',
    prefix: 's3',
    perSecond: 100,
  },
  'secrets-manager': {
    package: '@aws-sdk/client-secrets-manager',
    client: 'SecretsManagerClient',
    prefix: 'secretsmanager',
    perSecond: 10,
  },
  sns: {
    package: '@aws-sdk/client-sns',
    client: 'SNSClient',
    prefix: 'sns',
    perSecond: 10,
  },
  sqs: {
    package: '@aws-sdk/client-sqs',
    client: 'SQSClient',
    prefix: 'sqs',
    perSecond: 10,
  },
  'sso-admin': {
    package: '@aws-sdk/client-sso-admin',
    client: 'SSOAdminClient',
    prefix: 'sso',
    perSecond: 10,
  },
  sts: {
    package: '@aws-sdk/client-sts',
    client: 'STSClient',
    prefix: 'sts',
    perSecond: 10,
  },
};

export type Operation = `${Service}:${string}`;

/**
 * Operations whose action has another name; all others are named alike.
 * Source: S3 API Reference, "Permissions" of each operation.
 */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'accessanalyzer:GetFindingV2': ['access-analyzer:GetFinding'],
  'accessanalyzer:ListFindingsV2': ['access-analyzer:ListFindings'],
  's3:ListBuckets': ['s3:ListAllMyBuckets'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  // Needs no permission at all.
  'sts:GetCallerIdentity': [],
};

/** IAM actions that an operation asks for. */
export function actionsOf(operation: Operation): readonly string[] {
  const [service, name] = partsOf(operation);
  return ACTIONS[operation] ?? [`${SERVICES[service].prefix}:${name}`];
}

export function partsOf(operation: Operation): readonly [Service, string] {
  const at = operation.indexOf(':');
  return [operation.slice(0, at) as Service, operation.slice(at + 1)];
}

/** By a name that the compiler does not follow: half a million lines of types would buy nothing here. */
function loadSdk(service: Service): Promise<Sdk> {
  return import(SERVICES[service].package);
}

type Command = new (input: unknown) => unknown;
export type SdkClient = {
  readonly send: (command: unknown, options: { abortSignal: AbortSignal }) => Promise<unknown>;
};

export async function newClient(service: Service, config: unknown): Promise<SdkClient> {
  // Its notice on the age of Node would stand in the way of ours.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const sdk = await loadSdk(service);
  const Client = sdk[SERVICES[service].client] as new (config: unknown) => SdkClient;
  return new Client(config);
}

export async function newCommand(operation: Operation, input: unknown): Promise<unknown> {
  const [service, name] = partsOf(operation);
  const sdk = await loadSdk(service);
  const Command = sdk[`${name}Command`] as Command | undefined;
  if (Command === undefined) throw new Error(`the SDK has no ${operation}`);
  return new Command(input);
}
