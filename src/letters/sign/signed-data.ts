import { createHash, sign, verify, X509Certificate } from 'node:crypto';
import { type DerNode, der, objectId, readDer, readFirst, TAG } from './der.ts';
import type { SigningKey } from './signing-key.ts';

/**
 * CMS SignedData (RFC 5652) over bytes that stand elsewhere, as PDF keeps it (ISO 32000-1, 12.8.3.3): one signer, SHA-256,
 * the certificates inside. Made by Node's own RSA or ECDSA: a tenth of a signature in JavaScript.
 */

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  sha256: '2.16.840.1.101.3.4.2.1',
  rsa: '1.2.840.113549.1.1.1',
  ecdsaSha256: '1.2.840.10045.4.3.2',
} as const;

const VERSION_1 = der(TAG.integer, Buffer.from([1]));
const NIL = der(TAG.nil);
const SHA_256 = der(TAG.sequence, objectId(OID.sha256), NIL);
/** Room for everything in a SignedData but its certificates: attributes, issuer's name, an RSA signature of 4096 bits. */
const ROOM_BYTES = 1_536;

/** Most bytes that a signature by `key` takes. */
export function signatureRoom({ certificate, chain }: SigningKey): number {
  return ROOM_BYTES + [certificate, ...chain].reduce((sum, { raw }) => sum + raw.length, 0);
}

/** The signature over content whose SHA-256 is `digest`. */
export function makeSignedData(digest: Buffer, key: SigningKey, signedAt: Date): Buffer {
  const attributes = [
    attribute(OID.contentType, objectId(OID.data)),
    attribute(OID.signingTime, time(signedAt)),
    attribute(OID.messageDigest, der(TAG.octetString, digest)),
  ].sort(Buffer.compare);
  const signature = sign('sha256', der(TAG.set, ...attributes), key.privateKey);
  return assemble(key.certificate, key.chain, Buffer.concat(attributes), signature);
}

/** All of a SignedData follows from these four. */
function assemble(
  certificate: X509Certificate,
  chain: readonly X509Certificate[],
  attributes: Buffer,
  signature: Buffer,
): Buffer {
  const algorithm =
    certificate.publicKey.asymmetricKeyType === 'rsa'
      ? der(TAG.sequence, objectId(OID.rsa), NIL)
      : der(TAG.sequence, objectId(OID.ecdsaSha256));
  const { issuer, serial } = issuerOf(certificate);
  const signer = der(
    TAG.sequence,
    VERSION_1,
    der(TAG.sequence, issuer.whole, serial.whole),
    SHA_256,
    der(TAG.explicit0, attributes),
    algorithm,
    der(TAG.octetString, signature),
  );
  const signedData = der(
    TAG.sequence,
    VERSION_1,
    der(TAG.set, SHA_256),
    der(TAG.sequence, objectId(OID.data)),
    der(TAG.explicit0, ...[certificate, ...chain].map(({ raw }) => raw)),
    der(TAG.set, signer),
  );
  return der(TAG.sequence, objectId(OID.signedData), der(TAG.explicit0, signedData));
}

function attribute(type: string, value: Buffer): Buffer {
  return der(TAG.sequence, objectId(type), der(TAG.set, value));
}

/** UTCTime up to 2049, as RFC 5652 (11.3) asks. */
function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/\.\d+/, '').replaceAll(/[-:T]/g, '');
  return at.getUTCFullYear() < 2050
    ? der(TAG.utcTime, Buffer.from(digits.slice(2)))
    : der(TAG.generalizedTime, Buffer.from(digits));
}

function issuerOf({ raw }: X509Certificate): { readonly issuer: DerNode; readonly serial: DerNode } {
  const [toBeSigned] = readDer(readFirst(raw).content);
  const fields = readDer(toBeSigned!.content).filter(({ tag }) => tag !== TAG.explicit0);
  return { serial: fields[0]!, issuer: fields[2]! };
}

export interface ReadSignature {
  /** The certificate whose key signed. */
  readonly certificate: X509Certificate;
  /** SHA-256 that the signer saw of the content. */
  readonly digest: Buffer;
  readonly signedAt: Date;
}

/**
 * What a SignedData says, once its signature is found to hold by the first certificate inside; null when it does not, or is not
 * of the form that `makeSignedData` writes. Whose certificate it is, the caller judges.
 */
export function readSignedData(bytes: Buffer): ReadSignature | null {
  try {
    const [, wrapped] = readDer(readFirst(bytes).content);
    const fields = readDer(readFirst(wrapped!.content).content);
    const certificates = readDer(fields.find(({ tag }) => tag === TAG.explicit0)!.content).map(
      ({ whole }) => new X509Certificate(whole),
    );
    const signers = readDer(fields.at(-1)!.content);
    if (signers.length !== 1) return null;
    const signer = readDer(signers[0]!.content);
    const signed = signer.find(({ tag }) => tag === TAG.explicit0)!;
    const value = signer.at(-1)!.content;
    const content = der(TAG.set, signed.content);
    const [certificate, ...chain] = certificates;
    if (!certificate || !verify('sha256', content, certificate.publicKey, value)) return null;
    // No signature covers the frame around it: it must be the one that we write, with nothing but zeros behind it.
    const expected = assemble(certificate, chain, signed.content, value);
    if (!bytes.equals(Buffer.concat([expected], bytes.length))) return null;
    const attributes = new Map(
      readDer(signed.content).map(({ content: pair }) => {
        const [type, values] = readDer(pair);
        return [type!.whole.toString('hex'), readFirst(values!.content)] as const;
      }),
    );
    const digest = attributes.get(objectId(OID.messageDigest).toString('hex'));
    const signedAt = attributes.get(objectId(OID.signingTime).toString('hex'));
    if (!digest || !signedAt) return null;
    return { certificate, digest: digest.content, signedAt: readTime(signedAt) };
  } catch {
    // Bytes that somebody else made up may be anything.
    return null;
  }
}

function readTime({ tag, content }: DerNode): Date {
  const digits = (tag === TAG.utcTime ? '20' : '') + content.toString('latin1');
  return new Date(digits.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

/** SHA-256 of the pieces, one after the other. */
export function digestOf(...pieces: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}
