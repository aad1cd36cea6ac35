/**
 * Is a digest what CloudTrail signed?
 *
 * Source: CloudTrail User Guide, "Custom implementations of CloudTrail log file integrity validation":
 * RSA PKCS #1 v1.5 with SHA-256 over four lines; keys are DER, PKCS #1 (an older example shows SPKI).
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Digest } from './digest-file.js';

/** By fingerprint. */
export type PublicKeys = ReadonlyMap<string, readonly KeyObject[]>;

/** @param answers values of `ListPublicKeys` */
export function publicKeysOf(answers: readonly unknown[]): PublicKeys {
  const keys = new Map<string, KeyObject[]>();
  for (const answer of answers) {
    const { PublicKeyList: list } = (answer ?? {}) as { readonly PublicKeyList?: unknown };
    for (const entry of Array.isArray(list) ? list : []) {
      const { Fingerprint: fingerprint, Value: value } = (entry ?? {}) as Record<string, unknown>;
      const key = typeof value === 'string' ? keyOf(Buffer.from(value, 'base64')) : undefined;
      if (typeof fingerprint !== 'string' || key === undefined) continue;
      keys.set(fingerprint, [...(keys.get(fingerprint) ?? []), key]);
    }
  }
  return keys;
}

function keyOf(der: Buffer): KeyObject | undefined {
  for (const type of ['pkcs1', 'spki'] as const) {
    try {
      const key = createPublicKey({ key: der, format: 'der', type });
      if (key.asymmetricKeyType === 'rsa') return key;
    } catch {
      // The other form may fit.
    }
  }
  return undefined;
}

export type Signed = 'valid' | 'failed' | 'no-key';

export function checkSignature(digest: Digest, signature: string, keys: PublicKeys): Signed {
  const known = keys.get(digest.fingerprint) ?? [];
  if (known.length === 0) return 'no-key';
  if (!/^(?:[0-9a-f]{2})+$/i.test(signature)) return 'failed';
  const signed = Buffer.from(
    [
      digest.endText,
      `${digest.bucket}/${digest.object}`,
      digest.sha256,
      digest.previous?.signature ?? 'null',
    ].join('\n'),
  );
  const bytes = Buffer.from(signature, 'hex');
  return known.some((key) => verify('sha256', signed, key, bytes)) ? 'valid' : 'failed';
}
