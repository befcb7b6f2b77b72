import { createHash, webcrypto, X509Certificate } from 'node:crypto';
import { Null, ObjectIdentifier, OctetString } from 'asn1js';
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignedDataVerifyError,
  SignerInfo,
  Time,
  TimeType,
} from 'pkijs';
import { keyAlgorithm } from './key-algorithm.ts';
import type { SigningKey } from './signing-key.ts';

/**
 * CMS SignedData (RFC 5652) over bytes that stand elsewhere, as PDF keeps it (ISO 32000-1, 12.8.3.3): one signer, SHA-256,
 * the certificates inside. PKI.js writes and reads it; keys are used by Node's own WebCrypto.
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

const HASH = 'SHA-256';
/** Room for everything in a SignedData but its certificates: attributes, issuer's name, an RSA signature of 4096 bits. */
const ROOM_BYTES = 1_536;

/** Most bytes that a signature by `key` takes. */
export function signatureRoom({ certificate, chain }: SigningKey): number {
  return ROOM_BYTES + [certificate, ...chain].reduce((sum, { raw }) => sum + raw.length, 0);
}

/** The signature over content whose SHA-256 is `digest`. */
export async function makeSignedData(digest: Buffer, key: SigningKey, signedAt: Date): Promise<Buffer> {
  const { certificates, privateKey } = await signerOf(key);
  // In the order of their bytes, as DER wants a set.
  const attributes = [
    attribute(OID.contentType, new ObjectIdentifier({ value: OID.data })),
    attribute(OID.signingTime, time(signedAt)),
    attribute(OID.messageDigest, new OctetString({ valueHex: digest })),
  ];
  const signedAttrs = new SignedAndUnsignedAttributes({ type: 0, attributes });
  const unsigned = assemble(certificates, signedAttrs, new OctetString());
  await unsigned.sign(privateKey, 0, HASH);
  return encode(assemble(certificates, signedAttrs, unsigned.signerInfos[0]!.signature));
}

/** All of a SignedData follows from these three; the first certificate is the signer's. */
function assemble(
  certificates: readonly Certificate[],
  signedAttrs: SignedAndUnsignedAttributes,
  signature: OctetString,
): SignedData {
  const { issuer, serialNumber, subjectPublicKeyInfo } = certificates[0]!;
  const sha256 = new AlgorithmIdentifier({ algorithmId: OID.sha256, algorithmParams: new Null() });
  const isRsa = subjectPublicKeyInfo.algorithm.algorithmId === OID.rsa;
  return new SignedData({
    version: 1,
    digestAlgorithms: [sha256],
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID.data }),
    certificates: [...certificates],
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({ issuer, serialNumber }),
        digestAlgorithm: sha256,
        signedAttrs,
        signatureAlgorithm: isRsa
          ? new AlgorithmIdentifier({ algorithmId: OID.rsa, algorithmParams: new Null() })
          : new AlgorithmIdentifier({ algorithmId: OID.ecdsaSha256 }),
        signature,
      }),
    ],
  });
}

function encode(signedData: SignedData): Buffer {
  const content = new ContentInfo({ contentType: OID.signedData, content: signedData.toSchema(true) });
  return Buffer.from(content.toSchema().toBER());
}

function attribute(type: string, value: unknown): Attribute {
  return new Attribute({ type, values: [value] });
}

/** UTCTime up to 2049, as RFC 5652 (11.3) asks, and whole seconds. */
function time(at: Date): unknown {
  const type = at.getUTCFullYear() < 2050 ? TimeType.UTCTime : TimeType.GeneralizedTime;
  return new Time({ type, value: new Date(at.getTime() - at.getUTCMilliseconds()) }).toSchema();
}

interface Signer {
  readonly certificates: readonly Certificate[];
  readonly privateKey: webcrypto.CryptoKey;
}

/** One key signs many letters: it is read once. */
const SIGNERS = new WeakMap<SigningKey, Promise<Signer>>();

function signerOf(key: SigningKey): Promise<Signer> {
  let signer = SIGNERS.get(key);
  if (signer === undefined) {
    signer = readSigner(key);
    SIGNERS.set(key, signer);
  }
  return signer;
}

async function readSigner({ privateKey, certificate, chain }: SigningKey): Promise<Signer> {
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  return {
    certificates: [certificate, ...chain].map(({ raw }) => Certificate.fromBER(raw)),
    privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, keyAlgorithm(privateKey)!, false, ['sign']),
  };
}

export interface ReadSignature {
  /** The certificate that is said to have signed. */
  readonly certificate: X509Certificate;
  /** Whether its key did sign, and this very content. */
  readonly holds: boolean;
  readonly signedAt: Date;
}

/**
 * What a SignedData says of `content`; null where it is not of the form that `makeSignedData` writes. Whose certificate it is,
 * the caller judges.
 */
export async function readSignedData(bytes: Buffer, content: Buffer): Promise<ReadSignature | null> {
  try {
    const signedData = new SignedData({ schema: ContentInfo.fromBER(bytes).content });
    const [signer, ...others] = signedData.signerInfos;
    const certificates = (signedData.certificates ?? []).filter(one => one instanceof Certificate);
    if (!signer?.signedAttrs || others.length > 0 || certificates.length === 0) return null;
    // No signature covers the frame around it: it must be the one that we write, with nothing but zeros behind it.
    const expected = encode(assemble(certificates, signer.signedAttrs, signer.signature));
    if (!bytes.equals(Buffer.concat([expected], bytes.length))) return null;
    const signingTime = signer.signedAttrs.attributes.find(({ type }) => type === OID.signingTime);
    if (!signingTime) return null;
    return {
      certificate: new X509Certificate(Buffer.from(certificates[0]!.toSchema().toBER())),
      holds: await holds(signedData, content),
      signedAt: new Time({ schema: signingTime.values[0] }).value,
    };
  } catch {
    // Bytes that somebody else made up may be anything.
    return null;
  }
}

async function holds(signedData: SignedData, content: Buffer): Promise<boolean> {
  try {
    return await signedData.verify({ signer: 0, data: new Uint8Array(content).buffer });
  } catch (error) {
    // What does not match is thrown, not answered.
    if (error instanceof SignedDataVerifyError) return false;
    throw error;
  }
}

/** SHA-256 of the pieces, one after the other. */
export function digestOf(...pieces: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}
