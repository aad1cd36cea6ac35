/**
 * The AWS services that a live collection calls, and the IAM actions behind their operations.
 *
 * The names are those of the SDK's clients. `perSecond` is where we stop by ourselves, well below
 * what the account's own automation lives on.
 * Sources: Service Authorization Reference, actions per service; AWS Organizations User Guide,
 * "Quotas"; CloudTrail User Guide, "Quotas" (LookupEvents: 2 per second, account and Region).
 */
type Sdk = Readonly<Record<string, unknown>>;

export type Service = 'cloudtrail' | 'ec2' | 'iam' | 's3' | 'sts';

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
  iam: {
    package: '@aws-sdk/client-iam',
    client: 'IAMClient',
    prefix: 'iam',
    perSecond: 10,
  },
  s3: {
    package: '@aws-sdk/client-s3',
    client: 'S3Client',
    prefix: 's3',
    perSecond: 100,
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
  's3:GetObject': ['s3:GetObject'],
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
