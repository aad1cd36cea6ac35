/**
 * Members of a result whose texts are read by what they are. A member that is in no list is a
 * sentence, in which names, ids and ARNs are looked for: what is new is redacted, too.
 */

/** Words of ours and of AWS: never a name that somebody chose. */
export const VOCABULARY: ReadonlySet<string> = new Set(
  `Effect Version change chosen code denial errorCode event eventName eventSource how kind manageability
  operation outcome partition parts publishedAt region regions regionsSeen remediation resourceTypes
  rule schema severity service stage status version versionId via`.split(/\s+/),
);

/** Actions and patterns of them. */
export const ACTIONS: ReadonlySet<string> = new Set(
  'Action NotAction action actions compact grant patterns'.split(' '),
);

/** The whole text is a name, whatever it looks like. */
export const NAMES: ReadonlySet<string> = new Set(
  `Sid Id address backup.path exclude file groups identities logicalId name problems.source
  organization.id serialNumber sid stack
  standing.path through`.split(/\s+/),
);

/** Members of results that quote input between back-ticks. */
export const QUOTING: ReadonlySet<string> = new Set(['known', 'message', 'reason', 'where']);

/** Whoever may call: ARN, account, host of a service, or something else that names somebody. */
export const PRINCIPALS: ReadonlySet<string> = new Set(
  'AWS CanonicalUser Federated Service callers principal removedPrincipals taken.by'.split(' '),
);

/** What people said in their own words. */
export const HUMAN: ReadonlySet<string> = new Set(
  'exempted.reason mark.owner mark.reason waivers.owner waivers.reason'.split(' '),
);

/**
 * Words of the reports themselves. A tag or a path of such a name is replaced where it stands as a
 * name; the same word in a sentence is the report's.
 */
export const OWN_WORDS: ReadonlySet<string> = new Set(
  `a access account accounts action actions all allow allowed an and any anything are as at audit
  aws be blocked boundary but by call calls can catalog condition count data day days delete denied
  deny does duration effect element event events every everywhere exists for from gap grant granted
  grants group groups has held high hold holders holds identities identity in inline is it key keys
  known last level list log logged logs low managed may medium member message model name named names
  need needed never no none not nothing of on once one only or organization other out own owner part
  path permissions plan policies policy principal production proof proposal quarantine read reason
  record records region regions remove report resource resources role roles root rule same see seen
  service services session shows since some stage stale state statement statements still tag team
  than that the their them they this time times to trail trails trust unknown unused use used user
  users uses value was what when where which who whole with without write`.split(/\s+/),
);

/** What may stand first behind the account in an ARN: a kind of thing, not its name. */
export const RESOURCE_KINDS: ReadonlySet<string> = new Set(
  `access-point accesspoint alarm alias application assumed-role backup-vault bucket build catalog
  certificate cluster collection container-instance data-catalog database datacatalog db
  delivery-stream deployment deploymentgroup distribution domain environment event-bus
  event-source-mapping execution federated-user fleet function group hostedzone identity image
  instance instance-profile job key key-pair launch-template layer listener loadbalancer log-group
  mfa mount-target natgateway network-acl network-interface oidc-provider ou parameter pipeline policy
  project repository role root route-table rule saml-provider secret security-group
  server-certificate service snapshot stack stateMachine stream subnet subscription table
  targetgroup task task-definition topic trail user userpool userdefinedfunction vault volume vpc
  webacl workflow workgroup`.split(/\s+/),
);
