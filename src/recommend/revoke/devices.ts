/**
 * What else keeps IAM from deleting a user: MFA devices, which a later sign-in needs and nobody can
 * restore, and credentials of kinds that no report tells of.
 *
 * Sources: IAM User Guide, "Removing an IAM user" (what the API wants removed first) and "Deactivating
 * an MFA device"; IAM API Reference, "DeactivateMFADevice" and "DeleteVirtualMFADevice".
 */
import { iam } from '../../model/iam-command.js';
import type { User } from '../../model/identity.js';
import type { Command, Requirement } from '../../model/recommendation.js';
import type { Snapshot } from '../../model/snapshot.js';
import { mfaDevicesOf } from '../../policy/surroundings.js';

export type Devices = {
  /** Sorted. */
  readonly serialNumbers: readonly string[];
  /** That the user has these devices and no others. */
  readonly asRead: Requirement;
  readonly removal: readonly Command[];
  /** What nobody gives back. */
  readonly loss: string;
};

/** Source: IAM API Reference, "MFADevice". */
const SERIAL_NUMBER = /^[\w+=/:,.@-]{9,256}$/;

/** Devices are known from a live collection; otherwise a user who has one is left alone. */
export function devicesOf(snapshot: Snapshot, user: User): Devices {
  const name = ['--user-name', user.name] as const;
  const told = mfaDevicesOf(snapshot, user);
  const serialNumbers = (told ?? [])
    .map(({ serialNumber }) => serialNumber)
    .filter((one) => SERIAL_NUMBER.test(one))
    .sort();
  const query =
    "(length(MFADevices) == `0` && 'none') || join(' ', sort(MFADevices[].SerialNumber))";
  return {
    serialNumbers,
    asRead: {
      ask: {
        ...iam('list-mfa-devices', ...name, '--query', query, '--output', 'text'),
        expects: serialNumbers.length === 0 ? 'none' : serialNumbers.join(' '),
      },
      otherwise:
        told === undefined
          ? 'it has an MFA device that the evidence does not name: take it off by hand, or audit what leastwise collect reads'
          : 'its MFA devices are not those that were read',
    },
    removal: serialNumbers.flatMap((serial) => {
      const device = ['--serial-number', serial] as const;
      return [
        iam('deactivate-mfa-device', ...name, ...device),
        // Passkeys, security keys and tokens are gone from IAM with the user's hold on them.
        ...(/:mfa\//.test(serial) ? [iam('delete-virtual-mfa-device', ...device)] : []),
      ];
    }),
    loss: `${serialNumbers.length === 1 ? 'its MFA device goes' : `its ${serialNumbers.length} MFA devices go`} with it, and no secret of one can be restored: whoever makes the user again registers a new one`,
  };
}

const OTHERS = [
  ['list-ssh-public-keys', 'SSHPublicKeys', 'SSHPublicKeyId', 'an SSH key'],
  ['list-signing-certificates', 'Certificates', 'CertificateId', 'a signing certificate'],
  [
    'list-service-specific-credentials',
    'ServiceSpecificCredentials',
    'ServiceSpecificCredentialId',
    'credentials of a single service',
  ],
] as const;

/** Asked before anything is deleted, so that nothing is left half. */
export function withoutOtherCredentials(user: User): readonly Requirement[] {
  return OTHERS.map(([operation, list, id, words]) => ({
    ask: {
      ...iam(
        operation,
        '--user-name',
        user.name,
        '--query',
        `${list}[0].${id} || 'none'`,
        '--output',
        'text',
      ),
      expects: 'none',
    },
    otherwise: `it has ${words}, which AWS cannot restore: look at it, and delete it by hand`,
  }));
}
