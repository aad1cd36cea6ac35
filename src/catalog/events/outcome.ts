/**
 * What an error code says about authorization.
 *
 * Sources: CloudTrail User Guide, "CloudTrail record contents" (`errorCode`); EC2 API Reference,
 * "Error codes"; IAM API Reference, "Common errors"; codes seen in public logs.
 */
import type { TrailEvent } from '../../model/trail-event.js';
import type { Outcome } from '../../model/usage.js';

/** The last part of a code such as `Client.UnauthorizedOperation`, in lower case. */
const DENIED: ReadonlySet<string> = new Set([
  'accessdenied',
  'accessdeniedexception',
  'authorizationerror',
  'authorizationerrorexception',
  'forbidden',
  'notauthorized',
  'unauthorizedaccess',
  'unauthorizedoperation',
  'vpceaccessdenied',
]);

/** The caller was never known, so nobody's permission was asked. */
const UNAUTHENTICATED: ReadonlySet<string> = new Set([
  'cloudtrailinvalidclienttokenidexception',
  'expiredtoken',
  'expiredtokenexception',
  'incompletesignature',
  'invalidaccesskeyid',
  'invalidclienttokenid',
  'missingauthenticationtoken',
  'missingauthenticationtokenexception',
  'requestexpired',
  'requesttimetooskewed',
  'signaturedoesnotmatch',
  'unrecognizedclientexception',
]);

/** Members in which services that answer with an error instead of failing put its code. */
export const RESPONSE_ERRORS: readonly string[] = ['errorCode', 'ErrorCode', '__type', 'code'];

/**
 * `indeterminate` for every other error: authorization may have passed. Codes that also mean
 * something else, such as `AuthFailure` for an image or `NotAuthorizedException` for a password, are
 * in neither table: dropping a call that was authorised is the worse mistake.
 */
export function outcomeOf(event: TrailEvent): Outcome | 'unauthenticated' {
  const code = event.errorCode === undefined ? answeredError(event) : lastPart(event.errorCode);
  if (code === undefined) return 'allowed';
  if (DENIED.has(code)) return 'denied';
  if (UNAUTHENTICATED.has(code)) return 'unauthenticated';
  return event.errorCode === undefined ? 'allowed' : 'indeterminate';
}

function answeredError({ responseElements }: TrailEvent): string | undefined {
  if (responseElements === undefined) return undefined;
  for (const member of RESPONSE_ERRORS) {
    const code = Object.hasOwn(responseElements, member) ? responseElements[member] : undefined;
    if (typeof code === 'string' && DENIED.has(lastPart(code))) return lastPart(code);
  }
  return undefined;
}

/** `Client.UnauthorizedOperation` and `com.amazonaws.kms#AccessDeniedException` end in the code. */
function lastPart(code: string): string {
  return code.slice(Math.max(code.lastIndexOf('.'), code.lastIndexOf('#')) + 1).toLowerCase();
}
