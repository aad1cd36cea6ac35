/** The small account with one of everything that a collector reads, so that every operation is asked for. */
import { accountHandlers, bucketHandlers, NOW, trailObjects, trailRecord } from './account.js';
import { type Handler, type Handlers, HOME } from './fake.js';

const ROLE = `arn:aws:iam::${HOME}:role/ship`;
const HOUR_AGO = new Date(NOW.getTime() - 3_600_000);
const CREATED = new Date('2024-03-01T09:00:00Z');
const SET = 'arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef';
const INSTANCE = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
const STACK =
  'arn:aws:cloudformation:us-east-1:111122223333:stack/quay/0f0f0f0f-0000-4000-8000-000000000000';

const NAMED: string = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: ROLE }, Action: '*', Resource: '*' }],
});

const FULL: string = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

const always =
  (answer: Readonly<Record<string, unknown>>): Handler =>
  () => ({ answer });

export function richAccountHandlers(): Handlers {
  return {
    ...accountHandlers(),
    ...bucketHandlers(trailObjects(HOME, 'us-east-1', 3)),
    ...iam(),
    ...organization(),
    ...identityCenter(),
    ...resourcePolicies(),
    ...containers(),
    ...otherDependants(),
    ...unusedAccess(),
    'cloudtrail:ListPublicKeys': always({
      PublicKeyList: [
        {
          Value: Buffer.from('key').toString('base64'),
          Fingerprint: '0123456789abcdef0123456789abcdef',
          ValidityStartTime: CREATED,
          ValidityEndTime: NOW,
        },
      ],
    }),
    'cloudtrail:LookupEvents': ({ account, region, input }) => ({
      answer: {
        Events: [
          {
            EventId: '0f0f0f0f-0000-4000-8000-000000000001',
            EventName: 'DescribeInstances',
            EventTime: HOUR_AGO,
            EventSource: 'ec2.amazonaws.com',
            ReadOnly: 'true',
            Username: 'ship',
            Resources: [],
            CloudTrailEvent: JSON.stringify(trailRecord(account, region, HOUR_AGO)),
          },
        ].filter(({ EventTime }) => EventTime.getTime() / 1000 <= Number(input.EndTime)),
      },
    }),
  };
}

function iam(): Handlers {
  return {
    'iam:ListMFADevices': ({ input }) => ({
      answer: {
        MFADevices: [
          {
            UserName: input.UserName,
            SerialNumber: `arn:aws:iam::${HOME}:mfa/mara`,
            EnableDate: CREATED,
          },
        ],
        IsTruncated: false,
      },
    }),
    'iam:GetLoginProfile': ({ input }) => ({
      answer: {
        LoginProfile: {
          UserName: input.UserName,
          CreateDate: CREATED,
          PasswordResetRequired: false,
        },
      },
    }),
    'iam:ListInstanceProfiles': always({
      InstanceProfiles: [
        {
          Path: '/',
          InstanceProfileName: 'left-behind',
          InstanceProfileId: 'AIPALEFTBEHINDXXXXXXX',
          Arn: `arn:aws:iam::${HOME}:instance-profile/left-behind`,
          CreateDate: CREATED,
          Roles: [],
        },
      ],
      IsTruncated: false,
    }),
    'iam:ListSAMLProviders': always({
      SAMLProviderList: [
        { Arn: `arn:aws:iam::${HOME}:saml-provider/pier`, ValidUntil: NOW, CreateDate: CREATED },
      ],
    }),
    'iam:ListOpenIDConnectProviders': always({
      OpenIDConnectProviderList: [
        { Arn: `arn:aws:iam::${HOME}:oidc-provider/token.actions.githubusercontent.com` },
      ],
    }),
    'iam:GetOpenIDConnectProvider': always({
      Url: 'token.actions.githubusercontent.com',
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: [],
      CreateDate: CREATED,
      Tags: [],
    }),
  };
}

function organization(): Handlers {
  const policyArn = 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess';
  const summary = {
    Id: 'p-FullAWSAccess',
    Arn: policyArn,
    Name: 'FullAWSAccess',
    Description: 'Allows access to every operation',
    Type: 'SERVICE_CONTROL_POLICY',
    AwsManaged: true,
  };
  const account = {
    Id: HOME,
    Arn: `arn:aws:organizations::${HOME}:account/o-abcdefghij/${HOME}`,
    Email: 'root@example.com',
    Name: 'harbor',
    Status: 'ACTIVE',
    JoinedMethod: 'CREATED',
    JoinedTimestamp: 1_700_000_000,
  };
  return {
    'organizations:DescribeOrganization': always({
      Organization: {
        Id: 'o-abcdefghij',
        Arn: `arn:aws:organizations::${HOME}:organization/o-abcdefghij`,
        FeatureSet: 'ALL',
        MasterAccountArn: `arn:aws:organizations::${HOME}:account/o-abcdefghij/${HOME}`,
        MasterAccountId: HOME,
        MasterAccountEmail: 'root@example.com',
        AvailablePolicyTypes: [],
      },
    }),
    'organizations:ListRoots': always({
      Roots: [
        {
          Id: 'r-ab12',
          Arn: `arn:aws:organizations::${HOME}:root/o-abcdefghij/r-ab12`,
          Name: 'Root',
          PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
        },
      ],
    }),
    'organizations:ListOrganizationalUnitsForParent': ({ input }) => ({
      answer: {
        OrganizationalUnits:
          input.ParentId === 'r-ab12'
            ? [
                {
                  Id: 'ou-ab12-abcdefgh',
                  Arn: `arn:aws:organizations::${HOME}:ou/o-abcdefghij/ou-ab12-abcdefgh`,
                  Name: 'quays',
                },
              ]
            : [],
      },
    }),
    'organizations:ListAccountsForParent': ({ input }) => ({
      answer: { Accounts: input.ParentId === 'r-ab12' ? [account] : [] },
    }),
    'organizations:ListAccounts': always({ Accounts: [account] }),
    'organizations:ListPolicies': ({ input }) => ({
      answer: { Policies: input.Filter === 'SERVICE_CONTROL_POLICY' ? [summary] : [] },
    }),
    'organizations:DescribePolicy': always({ Policy: { PolicySummary: summary, Content: FULL } }),
    'organizations:ListTargetsForPolicy': always({
      Targets: ['r-ab12', HOME].map((TargetId) => ({
        TargetId,
        Arn: `arn:aws:organizations::${HOME}:root/o-abcdefghij/r-ab12`,
        Name: 'Root',
        Type: TargetId === HOME ? 'ACCOUNT' : 'ROOT',
      })),
    }),
    'organizations:ListDelegatedAdministrators': always({
      DelegatedAdministrators: [{ ...account, DelegationEnabledDate: 1_700_000_000 }],
    }),
    'organizations:ListDelegatedServicesForAccount': always({
      DelegatedServices: [
        {
          ServicePrincipal: 'access-analyzer.amazonaws.com',
          DelegationEnabledDate: 1_700_000_000,
        },
      ],
    }),
  };
}

function identityCenter(): Handlers {
  return {
    'sso-admin:ListInstances': ({ region }) => ({
      answer: {
        Instances:
          region === 'us-east-1'
            ? [
                {
                  InstanceArn: INSTANCE,
                  IdentityStoreId: 'd-0123456789',
                  OwnerAccountId: HOME,
                  CreatedDate: 1_700_000_000,
                  Status: 'ACTIVE',
                },
              ]
            : [],
      },
    }),
    'sso-admin:ListPermissionSets': always({ PermissionSets: [SET] }),
    'sso-admin:DescribePermissionSet': always({
      PermissionSet: {
        Name: 'Deck',
        PermissionSetArn: SET,
        CreatedDate: 1_700_000_000,
        SessionDuration: 'PT1H',
      },
    }),
    'sso-admin:GetInlinePolicyForPermissionSet': always({ InlinePolicy: FULL }),
    'sso-admin:ListManagedPoliciesInPermissionSet': always({
      AttachedManagedPolicies: [
        { Name: 'ReadOnlyAccess', Arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      ],
    }),
    'sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet': always({
      CustomerManagedPolicyReferences: [{ Name: 'crew', Path: '/' }],
    }),
    'sso-admin:GetPermissionsBoundaryForPermissionSet': always({
      PermissionsBoundary: { ManagedPolicyArn: 'arn:aws:iam::aws:policy/PowerUserAccess' },
    }),
    'sso-admin:ListAccountsForProvisionedPermissionSet': always({ AccountIds: [HOME] }),
    'sso-admin:ListAccountAssignments': always({
      AccountAssignments: [
        {
          AccountId: HOME,
          PermissionSetArn: SET,
          PrincipalType: 'GROUP',
          PrincipalId: '0123456789-0f0f0f0f-0000-4000-8000-000000000000',
        },
      ],
    }),
  };
}

function resourcePolicies(): Handlers {
  const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:${HOME}:${name}`;
  return {
    'ecr:DescribeRepositories': always({
      repositories: [
        {
          repositoryArn: arn('ecr', 'repository/crane'),
          registryId: HOME,
          repositoryName: 'crane',
          createdAt: 1_700_000_000,
        },
      ],
    }),
    'ecr:GetRepositoryPolicy': always({
      registryId: HOME,
      repositoryName: 'crane',
      policyText: NAMED,
    }),
    'kms:ListKeys': always({
      Keys: [{ KeyId: 'anchor', KeyArn: arn('kms', 'key/anchor') }],
      Truncated: false,
    }),
    'kms:ListAliases': always({
      Aliases: [
        { AliasName: 'alias/anchor', AliasArn: arn('kms', 'alias/anchor'), TargetKeyId: 'anchor' },
        { AliasName: 'alias/aws/ebs', AliasArn: arn('kms', 'alias/aws/ebs'), TargetKeyId: 'ebs' },
        { AliasName: 'alias/aws/rds', AliasArn: arn('kms', 'alias/aws/rds') },
      ],
      Truncated: false,
    }),
    'kms:GetKeyPolicy': always({ Policy: NAMED, PolicyName: 'default' }),
    'kms:ListGrants': always({
      Grants: [
        {
          KeyId: arn('kms', 'key/anchor'),
          GrantId: '0123456789abcdef',
          GranteePrincipal: ROLE,
          IssuingAccount: `arn:aws:iam::${HOME}:root`,
          CreationDate: 1_700_000_000,
          Operations: ['Decrypt', 'Encrypt'],
        },
      ],
      Truncated: false,
    }),
    'lambda:ListFunctions': always({
      Functions: [
        {
          FunctionName: 'unload',
          FunctionArn: arn('lambda', 'function:unload'),
          Role: ROLE,
          Runtime: 'nodejs20.x',
          LastModified: '2024-03-01T09:00:00.000+0000',
          Environment: { Variables: { TOKEN: 'do-not-write-this' } },
        },
      ],
    }),
    'lambda:GetPolicy': always({ Policy: NAMED, RevisionId: '0f0f0f0f' }),
    's3:ListBuckets': always({
      Buckets: {
        Bucket: [{ Name: 'cargo', CreationDate: CREATED, BucketRegion: 'us-east-1' }],
      },
    }),
    's3:GetBucketPolicy': () => ({ body: Buffer.from(NAMED) }),
    'secrets-manager:ListSecrets': always({
      SecretList: [{ ARN: arn('secretsmanager', 'secret:harbour-AbCdEf'), Name: 'harbour' }],
    }),
    'secrets-manager:GetResourcePolicy': always({
      ARN: arn('secretsmanager', 'secret:harbour-AbCdEf'),
      Name: 'harbour',
      ResourcePolicy: NAMED,
    }),
    'sns:ListTopics': always({ Topics: [{ TopicArn: arn('sns', 'tides') }] }),
    'sns:GetTopicAttributes': always({
      Attributes: new Map([
        ['TopicArn', arn('sns', 'tides')],
        ['Policy', NAMED],
        ['Owner', HOME],
      ]),
    }),
    'sqs:ListQueues': always({
      QueueUrls: [`https://sqs.us-east-1.amazonaws.com/${HOME}/berths`],
    }),
    'sqs:GetQueueAttributes': always({
      Attributes: { QueueArn: arn('sqs', 'berths'), Policy: NAMED },
    }),
  };
}

function containers(): Handlers {
  const cluster = `arn:aws:ecs:us-east-1:${HOME}:cluster/quay`;
  const service = `arn:aws:ecs:us-east-1:${HOME}:service/quay/lift`;
  const definition = `arn:aws:ecs:us-east-1:${HOME}:task-definition/lift:7`;
  return {
    'ecs:ListClusters': always({ clusterArns: [cluster] }),
    'ecs:ListServices': always({ serviceArns: [service] }),
    'ecs:DescribeServices': always({
      services: [
        { serviceArn: service, clusterArn: cluster, taskDefinition: definition, status: 'ACTIVE' },
      ],
      failures: [],
    }),
    'ecs:ListTaskDefinitionFamilies': always({ families: ['lift'] }),
    'ecs:DescribeTaskDefinition': always({
      taskDefinition: {
        taskDefinitionArn: definition,
        family: 'lift',
        revision: 7,
        status: 'ACTIVE',
        taskRoleArn: ROLE,
        executionRoleArn: ROLE,
        containerDefinitions: [
          { name: 'lift', environment: [{ name: 'TOKEN', value: 'do-not-write-this' }] },
        ],
      },
    }),
    'eks:ListClusters': always({ clusters: ['mast'] }),
    'eks:DescribeCluster': always({
      cluster: {
        name: 'mast',
        arn: `arn:aws:eks:us-east-1:${HOME}:cluster/mast`,
        roleArn: ROLE,
        status: 'ACTIVE',
      },
    }),
    'eks:ListNodegroups': always({ nodegroups: ['sails'] }),
    'eks:DescribeNodegroup': always({
      nodegroup: {
        nodegroupName: 'sails',
        nodegroupArn: `arn:aws:eks:us-east-1:${HOME}:nodegroup/mast/sails/0f0f`,
        clusterName: 'mast',
        nodeRole: ROLE,
        status: 'ACTIVE',
      },
    }),
    'eks:ListPodIdentityAssociations': always({
      associations: [
        {
          clusterName: 'mast',
          namespace: 'deck',
          serviceAccount: 'crew',
          associationArn: `arn:aws:eks:us-east-1:${HOME}:podidentityassociation/mast/a-0123456789`,
          associationId: 'a-0123456789',
        },
      ],
    }),
    'eks:DescribePodIdentityAssociation': always({
      association: {
        clusterName: 'mast',
        namespace: 'deck',
        serviceAccount: 'crew',
        roleArn: ROLE,
        associationArn: `arn:aws:eks:us-east-1:${HOME}:podidentityassociation/mast/a-0123456789`,
        associationId: 'a-0123456789',
      },
    }),
  };
}

function otherDependants(): Handlers {
  return {
    'cloudformation:DescribeStacks': always({
      Stacks: [
        {
          StackId: STACK,
          StackName: 'quay',
          RoleARN: ROLE,
          StackStatus: 'CREATE_COMPLETE',
          CreationTime: CREATED,
          Parameters: [{ ParameterKey: 'Token', ParameterValue: 'do-not-write-this' }],
        },
      ],
    }),
    'cloudformation:ListStackResources': always({
      StackResourceSummaries: [
        {
          LogicalResourceId: 'Ship',
          PhysicalResourceId: 'ship',
          ResourceType: 'AWS::IAM::Role',
          LastUpdatedTimestamp: CREATED,
          ResourceStatus: 'CREATE_COMPLETE',
        },
      ],
    }),
    'ec2:DescribeInstances': always({
      reservationSet: [
        {
          reservationId: 'r-0123456789abcdef0',
          ownerId: HOME,
          instancesSet: [
            {
              instanceId: 'i-0123456789abcdef0',
              launchTime: CREATED,
              instanceState: { code: 16, name: 'running' },
              iamInstanceProfile: {
                arn: `arn:aws:iam::${HOME}:instance-profile/ship`,
                id: 'AIPASHIPXXXXXXXXXXXXX',
              },
            },
          ],
        },
      ],
    }),
  };
}

function unusedAccess(): Handlers {
  const finding = {
    id: '0f0f0f0f-0000-4000-8000-000000000002',
    resource: ROLE,
    resourceType: 'AWS::IAM::Role',
    resourceOwnerAccount: HOME,
    status: 'ACTIVE',
    findingType: 'UnusedPermission',
    analyzedAt: NOW.toISOString(),
    createdAt: NOW.toISOString(),
    updatedAt: NOW.toISOString(),
  };
  return {
    'accessanalyzer:ListAnalyzers': ({ region }) => ({
      answer: {
        analyzers:
          region === 'us-east-1'
            ? [
                {
                  arn: `arn:aws:access-analyzer:us-east-1:${HOME}:analyzer/idle`,
                  name: 'idle',
                  type: 'ACCOUNT_UNUSED_ACCESS',
                  createdAt: CREATED.toISOString(),
                  status: 'ACTIVE',
                },
              ]
            : [],
      },
    }),
    'accessanalyzer:ListFindingsV2': always({ findings: [finding] }),
    'accessanalyzer:GetFindingV2': always({
      ...finding,
      findingDetails: [
        {
          unusedPermissionDetails: {
            serviceNamespace: 'ec2',
            lastAccessed: CREATED.toISOString(),
            actions: [{ action: 'DescribeInstances' }],
          },
        },
      ],
    }),
  };
}
