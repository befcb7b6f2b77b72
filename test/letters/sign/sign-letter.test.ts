import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import PDFDocument from 'pdfkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signLetter } from '../../../src/letters/sign/sign-letter.ts';
import { makeSelfSigned, openSigningKey, readPem } from '../../../src/letters/sign/signing-key.ts';
import { verifyLetterFile } from '../../../src/letters/sign/verify-letter-file.ts';

const run = promisify(execFile);
const NOW = new Date('2026-11-02T02:00:00Z');
const SEAL = { letterNo: 'CL000000042-1', signedAt: NOW };
const key = readPem(makeSelfSigned('示例保险 Example', NOW));
const stranger = readPem(makeSelfSigned('示例保险 Example', NOW));

const toolsAreHere = ['pdfsig', 'qpdf', 'openssl'].every(
  tool => spawnSync(tool, ['--version']).error === undefined,
);
const withTools = describe.skipIf(!toolsAreHere && process.env.CI !== 'true');

let folder = '';
let drawn: Buffer;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sign-'));
  drawn = await tagged('A settlement letter');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A tagged PDF/A-3a of two pages with an attachment and a link, as letters are. */
function tagged(line: string): Promise<Buffer> {
  const document = new PDFDocument({
    pdfVersion: '1.7',
    subset: 'PDF/A-3a' as never,
    tagged: true,
    lang: 'zh-CN',
    info: { Title: 'Letter', CreationDate: NOW, ModDate: NOW },
    font: 'node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>(resolve => document.on('end', () => resolve(Buffer.concat(chunks))));
  document.on('data', chunk => chunks.push(chunk));
  document.file(Buffer.from('{}'), {
    name: 'decision.json',
    type: 'application/json',
    creationDate: NOW,
    modifiedDate: NOW,
  });
  document.addStructure(document.struct('P', {}, () => void document.text(line)));
  document.link(10, 10, 50, 10, 'https://example.org/');
  document.addPage().addStructure(document.struct('P', {}, () => void document.text(line)));
  document.end();
  return done;
}

function written(name: string, bytes: Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

describe('a signed letter', () => {
  it('begins with what was drawn, to the byte, and is the same whenever it is signed for the same time', async () => {
    const signed = await signLetter(drawn, SEAL, key);
    expect(signed.subarray(0, drawn.length).equals(drawn)).toBe(true);
    expect((await signLetter(drawn, SEAL, key)).equals(signed)).toBe(true);
  });

  it('says its number, when it was signed, and that it is whole', async () => {
    const signed = await signLetter(drawn, SEAL, key);
    expect(await verifyLetterFile(signed, [stranger.certificate, key.certificate])).toEqual({
      kind: 'intact',
      letterNo: 'CL000000042-1',
      signedAt: NOW,
      sha256: createHash('sha256').update(signed).digest('hex'),
    });
  });

  it.each(['rsa', 'elliptic'])(
    'that was signed before PKI.js wrote signatures holds as ever (%s)',
    async name => {
      const kept = path.join(import.meta.dirname, 'signed-before', name);
      const certificate = new X509Certificate(readFileSync(`${kept}.pem`));
      const file = readFileSync(`${kept}.pdf`);
      expect(await verifyLetterFile(file, [certificate])).toMatchObject({ kind: 'intact', signedAt: NOW });
      expect(await verifyLetterFile(file, [key.certificate])).toMatchObject({ kind: 'foreign' });
    },
  );

  it('is not genuine after any one byte has changed, was added or is gone', async () => {
    const signed = await signLetter(drawn, SEAL, key);
    const places = [0, 20, drawn.length >> 1, drawn.length - 3, drawn.length + 40, signed.length - 2];
    const field = signed.indexOf('/Type /Sig');
    for (let place = field; place < signed.length; place += 29) places.push(place);
    for (const place of places) {
      const touched = Buffer.from(signed);
      touched[place]! ^= 1;
      expect((await verifyLetterFile(touched, [key.certificate])).kind, `byte ${place}`).not.toBe('intact');
    }
    for (const other of [Buffer.concat([signed, Buffer.from('\n')]), signed.subarray(0, -1)]) {
      expect((await verifyLetterFile(other, [key.certificate])).kind).toBe('changed');
    }
  });

  it('is nobody’s letter when it is not signed, or by another key of the same name', async () => {
    expect(await verifyLetterFile(drawn, [key.certificate])).toEqual({ kind: 'unsigned' });
    expect(await verifyLetterFile(Buffer.from('no PDF'), [key.certificate])).toEqual({ kind: 'unsigned' });
    const forged = await signLetter(drawn, SEAL, stranger);
    expect(await verifyLetterFile(forged, [key.certificate])).toMatchObject({ kind: 'foreign' });
  });

  it('cannot have its signature moved to another letter, nor its number changed', async () => {
    const signed = await signLetter(drawn, SEAL, key);
    const other = await signLetter(await tagged('Another, of equal length'), SEAL, key);
    const contents = (bytes: Buffer) => bytes.indexOf('/Contents <', bytes.indexOf('/Type /Sig'));
    const moved = Buffer.from(other);
    signed.copy(moved, contents(moved), contents(signed), contents(signed) + 2_000);
    expect((await verifyLetterFile(moved, [key.certificate])).kind).toBe('changed');
    const renumbered = Buffer.from(
      signed.toString('latin1').replace('00340032002d0031>', '00340033002d0031>'),
      'latin1',
    );
    expect(renumbered.equals(signed)).toBe(false);
    expect(await verifyLetterFile(renumbered, [key.certificate])).toEqual({
      kind: 'changed',
      letterNo: 'CL000000043-1',
    });
  });

  it('is refused where the file is no whole PDF, or is signed already', async () => {
    await expect(signLetter(Buffer.from('no PDF'), SEAL, key)).rejects.toThrow();
    const unfinished = drawn.subarray(0, drawn.lastIndexOf('xref', drawn.lastIndexOf('startxref') - 1));
    await expect(signLetter(unfinished, SEAL, key)).rejects.toThrow(/no end/);
    await expect(signLetter(await signLetter(drawn, SEAL, key), SEAL, key)).rejects.toThrow(/a form already/);
  });
});

withTools('a signed letter, by the tools of others', () => {
  it('is valid for pdfsig, which also sees a changed byte', async () => {
    const signed = await signLetter(drawn, SEAL, key);
    const { stdout } = await run('pdfsig', ['-nocert', written('signed.pdf', signed)]);
    expect(stdout).toMatch(/Signature is Valid/);
    expect(stdout).toMatch(/Total document signed/);
    expect(stdout).toMatch(/Signer Certificate Common Name: .*Example/);
    const touched = Buffer.from(signed);
    touched[drawn.length >> 1]! ^= 1;
    const { stdout: said } = await run('pdfsig', ['-nocert', written('touched.pdf', touched)]);
    expect(said).toMatch(/Digest Mismatch/);
  });

  it('keeps tags, attachment, link and the mark of PDF/A', async () => {
    const file = written('kept.pdf', await signLetter(drawn, SEAL, key));
    await run('qpdf', ['--check', file]);
    const { stdout: attached } = await run('qpdf', ['--list-attachments', file]);
    expect(attached).toMatch(/decision\.json/);
    const { stdout: info } = await run('pdfinfo', [file]);
    expect(info).toMatch(/Tagged:\s+yes/);
    expect(info).toMatch(/Pages:\s+2/);
    const { stdout: links } = await run('pdfinfo', ['-url', file]);
    expect(links).toMatch(/example\.org/);
    const { stdout: meta } = await run('pdfinfo', ['-meta', file]);
    expect(meta).toMatch(/<pdfaid:part>3</);
  });

  it('is signed by a PKCS#12 file of OpenSSL, RSA or elliptic, with its chain', async () => {
    const openssl = (line: string) =>
      execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'pipe' });
    const p12 = { file: path.join(folder, 'own.p12'), passphrase: 'example' };
    const make = (newKey: string) => {
      openssl(`req -newkey ${newKey} -nodes -keyout own.key -out own.csr -subj /CN=Insurer`);
      openssl('x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out own.pem -days 30');
      openssl(
        'pkcs12 -export -inkey own.key -in own.pem -certfile ca.pem -out own.p12 -passout pass:example',
      );
    };
    openssl('req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=Authority -days 30');
    for (const newKey of ['rsa:2048', 'ec -pkeyopt ec_paramgen_curve:P-256', 'ec -pkeyopt group:P-384']) {
      make(newKey);
      const configured = openSigningKey({ p12, dataDir: folder }, NOW);
      expect([configured.selfMade, configured.chain.length]).toEqual([false, 1]);
      const signed = await signLetter(drawn, SEAL, configured);
      expect((await verifyLetterFile(signed, [configured.certificate])).kind).toBe('intact');
      const { stdout } = await run('pdfsig', ['-nocert', written('configured.pdf', signed)]);
      expect(stdout).toMatch(/Signature is Valid/);
      expect(() => openSigningKey({ p12: { ...p12, passphrase: 'wrong' }, dataDir: folder }, NOW)).toThrow(
        /LETTER_SIGNING_PASSPHRASE/,
      );
    }
    make('ec -pkeyopt group:secp256k1');
    expect(() => openSigningKey({ p12, dataDir: folder }, NOW)).toThrow(/neither RSA nor of the curves/);
  });
});

describe('the key that the program makes for itself', () => {
  it('is made once, for its owner’s eyes alone, and used again', () => {
    const dataDir = path.join(folder, 'data');
    const first = openSigningKey({ p12: null, dataDir }, NOW);
    const again = openSigningKey({ p12: null, dataDir }, new Date());
    expect(first.selfMade).toBe(true);
    expect(again.certificate.fingerprint256).toBe(first.certificate.fingerprint256);
    expect(readdirSync(dataDir)).toEqual(['letter-signing.pem']);
    expect(statSync(path.join(dataDir, 'letter-signing.pem')).mode & 0o777).toBe(0o600);
  });

  it('is not made where a file is named that cannot be read', () => {
    const dataDir = path.join(folder, 'none');
    const p12 = { file: path.join(folder, 'missing.p12'), passphrase: '' };
    expect(() => openSigningKey({ p12, dataDir }, NOW)).toThrow(/missing\.p12, which cannot be used/);
    expect(existsSync(dataDir)).toBe(false);
  });
});
