import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import forge from 'node-forge';
import { ConfigError } from '../../platform/config.ts';
import { keyAlgorithm } from './key-algorithm.ts';

/** What letters are signed with. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly certificate: X509Certificate;
  /** Certificates that lead from ours to the one that its issuer is known by; ours is not among them. */
  readonly chain: readonly X509Certificate[];
  /** Made by this program, for nobody has vouched for it: a demo's, or a test's. */
  readonly selfMade: boolean;
}

export interface SigningConfig {
  /** PKCS#12 file with key and certificate; null: one that this program makes for itself, once, in `dataDir`. */
  readonly p12: { readonly file: string; readonly passphrase: string } | null;
  readonly dataDir: string;
}

const SELF_MADE_FILE = 'letter-signing.pem';
const SELF_MADE_NAME = 'Cordcover demo (self-made, nobody vouches for it)';
const SELF_MADE_YEARS = 10;
const RSA_BITS = 2048;
/** The type of ASN.1; forge's own types want a class here. */
const UTF_8 = forge.asn1.Type.UTF8 as number;

/** The key of the configuration, or the self-made one. Throws ConfigError for a file that cannot be used. */
export function openSigningKey({ p12, dataDir }: SigningConfig, now: Date): SigningKey {
  if (p12 !== null) return readP12(p12.file, p12.passphrase);
  const file = path.join(dataDir, SELF_MADE_FILE);
  if (!fs.existsSync(file)) keepSelfMade(file, now);
  return readPem(fs.readFileSync(file, 'utf8'));
}

/** A key with a certificate of its own, as PEM. */
export function makeSelfSigned(name: string, now: Date): string {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: RSA_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = now;
  certificate.validity.notAfter = new Date(Date.UTC(now.getUTCFullYear() + SELF_MADE_YEARS, 0, 1));
  const subject = [{ shortName: 'CN', value: name, valueTagClass: UTF_8 }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, nonRepudiation: true, critical: true },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return privateKey + forge.pki.certificateToPem(certificate);
}

/** Written aside and then linked, so that of two processes that start together one makes it and both use it. */
function keepSelfMade(file: string, now: Date): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const aside = `${file}.${randomBytes(4).toString('hex')}`;
  fs.writeFileSync(aside, makeSelfSigned(SELF_MADE_NAME, now), { mode: 0o600, flush: true });
  try {
    fs.linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(aside);
  }
}

/** The key that `makeSelfSigned` wrote. */
export function readPem(pem: string): SigningKey {
  return {
    privateKey: createPrivateKey(pem),
    certificate: new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----'))),
    chain: [],
    selfMade: true,
  };
}

function readP12(file: string, passphrase: string): SigningKey {
  try {
    const asn1 = forge.asn1.fromDer(fs.readFileSync(file).toString('latin1'));
    const p12 = forge.pkcs12.pkcs12FromAsn1(asn1, passphrase);
    const bags = (type: string) => p12.getBags({ bagType: type })[type] ?? [];
    const { pkcs8ShroudedKeyBag, keyBag, certBag } = forge.pki.oids;
    const [key] = [...bags(pkcs8ShroudedKeyBag!), ...bags(keyBag!)];
    if (key === undefined) throw new Error('it holds no private key');
    const privateKey = createPrivateKey({ key: keyDer(key), format: 'der', type: 'pkcs8' });
    if (keyAlgorithm(privateKey) === null) {
      throw new Error('its key is neither RSA nor of the curves P-256, P-384 and P-521');
    }
    const certificates = bags(certBag!).map(bag => new X509Certificate(certificateDer(bag)));
    const certificate = certificates.find(one => one.checkPrivateKey(privateKey));
    if (certificate === undefined) throw new Error('no certificate in it belongs to its key');
    const chain = certificates.filter(one => one !== certificate);
    return { privateKey, certificate, chain, selfMade: false };
  } catch (error) {
    // forge names what it could not read, never the passphrase.
    throw new ConfigError(
      `LETTER_SIGNING_P12 names ${file}, which cannot be used: ${(error as Error).message}. Name a PKCS#12 file with a private key and its certificate, and its passphrase in LETTER_SIGNING_PASSPHRASE.`,
    );
  }
}

/** forge reads RSA alone by itself; of other keys and certificates it leaves the bare ASN.1, which Node reads. */
function keyDer(bag: forge.pkcs12.Bag): Buffer {
  const asn1 = bag.key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)) : bag.asn1;
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
}

function certificateDer(bag: forge.pkcs12.Bag): Buffer {
  const asn1 = bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1;
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
}
