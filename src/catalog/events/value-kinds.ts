/**
 * How a value of a request becomes part of an ARN: `<path:kind>` in a resource template.
 *
 * Values are hostile. A value that is not surely the thing it should be gives `undefined`, so that
 * the call counts for any resource; several texts mean "one of these, all are kept".
 */

export type ValueKind = (value: string) => readonly string[] | undefined;

/** Wildcards and variables of the policy language, and what a policy document cannot hold. */
const UNSAFE = /[*?${}<>]|[^\x20-\xff]|[\x7f-\x9f]/;
const MAX_LENGTH = 2048;

/** Text that stands for itself inside a policy's `Resource`. */
export function isLiteral(text: string): boolean {
  return text !== '' && text.length <= MAX_LENGTH && !UNSAFE.test(text);
}

const one = (text: string): readonly string[] | undefined => (isLiteral(text) ? [text] : undefined);

const name: ValueKind = (value) => (value.startsWith('arn:') ? undefined : one(value));

/**
 * A general purpose bucket by its own name. An access point alias is authorised under another ARN.
 * Source: S3 User Guide, "Access point aliases" and "General purpose bucket naming rules".
 */
const bucket: ValueKind = (value) =>
  /^[\w.-]{3,255}$/.test(value) && !/(-s3alias|--ol-s3|--x-s3|--op-s3|\.mrap)$/.test(value)
    ? [value]
    : undefined;

/** `bucket/key` of the copy source header; the version is another action's business. */
const copySource: ValueKind = (value) => {
  const path = decode(value.replace(/^\//, '').replace(/\?versionId=[^?]*$/, ''));
  const slash = path?.indexOf('/') ?? -1;
  if (path === undefined || slash < 1 || slash === path.length - 1) return undefined;
  return bucket(path.slice(0, slash)) && one(path);
};

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * A function by name, partial or whole ARN, perhaps with a qualifier. With one, AWS may check the
 * qualified ARN. Source: Lambda Developer Guide, "Resources and conditions for Lambda actions".
 */
const lambdaFunction: ValueKind = (value) =>
  functionTexts(/^([\w-]{1,140})(:[\w$-]{1,128})?$/, value);

const functionArn: ValueKind = (value) =>
  functionTexts(
    /^(arn:[\w-]{1,20}:lambda:[\w-]{1,30}:\d{12}:function:[\w-]{1,140})(:[\w$-]{1,128})?$/,
    value,
  );

function functionTexts(pattern: RegExp, value: string): readonly string[] | undefined {
  const [, text, qualifier] = pattern.exec(value) ?? [];
  if (text === undefined) return undefined;
  return qualifier === undefined ? [text] : [text, `${text}:*`];
}

/** Callers may leave the random ending out. Source: Secrets Manager API Reference, `SecretId`. */
const secretArn: ValueKind = (value) =>
  /^arn:[\w-]{1,20}:secretsmanager:[\w-]{1,30}:\d{12}:secret:[\w/+=.@-]{1,519}$/.test(value)
    ? [value, `${value}-??????`]
    : undefined;

/** Topic of a subscription's ARN. */
const topic: ValueKind = (value) => {
  const match =
    /^(arn:[\w-]{1,20}:sns:[\w-]{1,30}:\d{12}:[\w-]{1,256}(?:\.fifo)?):[0-9a-f-]{36}$/.exec(value);
  return match?.[1] === undefined ? undefined : [match[1]];
};

/** `111122223333:jobs` of a queue URL. Source: SQS Developer Guide, "Queue and message identifiers". */
const queue: ValueKind = (value) => {
  const match =
    /^https?:\/\/[^/?#]{1,253}\/(?:[^/?#]{1,100}\/)?(\d{12})\/([\w-]{1,80}(?:\.fifo)?)$/.exec(
      value,
    );
  return match === null ? undefined : [`${match[1]}:${match[2]}`];
};

/** A parameter's name; its leading slash is not doubled in the ARN. */
const parameter: ValueKind = (value) => name(value.replace(/^\//, '').replace(/:[\w.-]+$/, ''));

/** A key by its id; aliases would have to be resolved. */
const key: ValueKind = (value) => (/^(mrk-)?[0-9a-f-]{32,36}$/i.test(value) ? [value] : undefined);

/** `alias/app`, as requests and ARNs both write it. */
const alias: ValueKind = (value) => (/^alias\/[\w/-]{1,250}$/.test(value) ? [value] : undefined);

/** Last segment of a name or an ARN, such as a cluster's. */
const last: ValueKind = (value) => one(value.slice(value.lastIndexOf('/') + 1));

/** An EC2 instance, not a managed one. */
const instance: ValueKind = (value) => (/^i-[0-9a-f]{1,32}$/.test(value) ? [value] : undefined);

const managedInstance: ValueKind = (value) =>
  /^mi-[0-9a-f]{1,32}$/.test(value) ? [value] : undefined;

const account: ValueKind = (value) => (/^\d{12}$/.test(value) ? [value] : undefined);

/** IAM names hold no slash, so that a path can stand before them. */
const iamName: ValueKind = (value) => (/^[\w+=,.@-]{1,128}$/.test(value) ? [value] : undefined);

/** An id such as `vpc-0a1b2c3d`. */
const id: ValueKind = (value) => (/^[\w-]{1,128}$/.test(value) ? [value] : undefined);

export const VALUE_KINDS: Readonly<Record<string, ValueKind>> = {
  account,
  alias,
  bucket,
  'copy-source': copySource,
  function: lambdaFunction,
  'function-arn': functionArn,
  'iam-name': iamName,
  id,
  instance,
  key,
  last,
  'managed-instance': managedInstance,
  name,
  parameter,
  queue,
  'secret-arn': secretArn,
  topic,
};
