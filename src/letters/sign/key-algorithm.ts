import type { KeyObject } from 'node:crypto';

/** How WebCrypto names what a key signs with. */
export type KeyAlgorithm =
  | { readonly name: 'RSASSA-PKCS1-v1_5'; readonly hash: 'SHA-256' }
  | { readonly name: 'ECDSA'; readonly namedCurve: string };

/** By the names of OpenSSL. */
const CURVES = new Map([
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
  ['secp521r1', 'P-521'],
]);

/** null: a key that letters cannot be signed with. */
export function keyAlgorithm({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): KeyAlgorithm | null {
  if (asymmetricKeyType === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const namedCurve = CURVES.get(asymmetricKeyDetails?.namedCurve ?? '');
  return asymmetricKeyType === 'ec' && namedCurve !== undefined ? { name: 'ECDSA', namedCurve } : null;
}
