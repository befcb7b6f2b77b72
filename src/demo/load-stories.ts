import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { claimNoOfReference, findClaim } from '../claims/store.ts';
import { importContracts } from '../contracts/import-contracts.ts';
import { decidedClaims } from '../decisions/decided-claims.ts';
import type { DecisionDeps } from '../decisions/file-claim.ts';
import { importClaims } from '../decisions/import-claims.ts';
import { recordEvidence } from '../decisions/record-evidence.ts';
import { signDecision } from '../decisions/sign-decision.ts';
import { latestDecision } from '../decisions/store.ts';
import { addPerson } from '../identity/add-person.ts';
import { issueToken } from '../identity/issue-token.ts';
import { listPersons } from '../identity/store.ts';
import { ROLES, type Role } from '../platform/actor.ts';
import { businessDay } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { SIGNED_STORIES, STORY_CLAIMS, STORY_CONTRACTS, STORY_EVIDENCE } from './stories.ts';

/** How a person of the demo signs in. */
export interface DemoSignIn {
  readonly login: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly token: string;
}

const PEOPLE: readonly Omit<DemoSignIn, 'token'>[] = [
  { login: 'intake.wang', displayName: '王受理（演示）', roles: ['intake'] },
  { login: 'handler.li', displayName: '李理赔（演示）', roles: ['handler'] },
  { login: 'handler.zhao', displayName: '赵复核（演示）', roles: ['handler'] },
  { login: 'finance.chen', displayName: '陈财务（演示）', roles: ['finance'] },
  { login: 'auditor.sun', displayName: '孙稽核（演示）', roles: ['auditor'] },
  { login: 'product.lin', displayName: '林产品（演示）', roles: ['product'] },
  { login: 'product.he', displayName: '何产品（演示）', roles: ['product'] },
  { login: 'admin.zhou', displayName: '周管理（演示）', roles: ['admin', 'intake'] },
];

const BY = 'demo';
const TOKEN_DAYS = 366;
const SIGN_INS_FILE = 'demo-sign-ins.json';

const signInsFile = z.array(
  z.strictObject({
    login: z.string(),
    displayName: z.string(),
    roles: z.array(z.enum(ROLES)),
    token: z.string(),
  }),
);

/**
 * Loads the demo's families, claims and people into an embedded database that nobody else has worked in, once, and
 * answers with the sign-ins, which are kept in the data directory. Null: the database is in real use. Every step may
 * be repeated, so a start that was cut short is completed by the next.
 */
export async function loadStories(
  db: Database,
  decisions: DecisionDeps,
  dataDir: string,
  now: Date,
): Promise<readonly DemoSignIn[] | null> {
  const file = path.join(dataDir, SIGN_INS_FILE);
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept !== null) return signInsFile.parse(JSON.parse(kept));
  const demoLogins = new Set(PEOPLE.map(({ login }) => login));
  const persons = await listPersons(db.sql);
  if (persons.some(({ login }) => !demoLogins.has(login))) return null;

  await inFiles(async (contracts, claims) => {
    await importContracts({
      db,
      book: decisions.rulebooks.inForce(businessDay(now)).book,
      decidedClaims,
      filePath: contracts,
      fileName: path.basename(contracts),
      format: 'ndjson',
      mode: 'all-or-nothing',
      actor: BY,
      now,
    });
    await importClaims(db, decisions, {
      filePath: claims,
      actor: { login: BY, roles: ['intake'] },
      now,
      inFlight: 1,
      onReject: ({ line, field, en }) => {
        throw new Error(`demo claim on line ${line} is not in order: ${field} ${en}`);
      },
    });
  });
  await recordStories(db, decisions, now);
  await signStories(db, decisions, now);

  const signIns: DemoSignIn[] = [];
  for (const person of PEOPLE) {
    const token = await db.transaction(async tx => {
      if (!persons.some(({ login }) => login === person.login))
        await addPerson(tx, BY, { ...person, roles: [...person.roles] }, now);
      return (await issueToken(tx, BY, person.login, { label: 'demo', days: TOKEN_DAYS }, now)).token;
    });
    signIns.push({ ...person, token });
  }
  await writeFile(file, `${JSON.stringify(signIns, null, 2)}\n`, { mode: 0o600 });
  return signIns;
}

async function inFiles(work: (contracts: string, claims: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cordcover-demo-'));
  try {
    const contracts = path.join(folder, 'demo-contracts.ndjson');
    const claims = path.join(folder, 'demo-claims.ndjson');
    await Promise.all([writeFile(contracts, STORY_CONTRACTS), writeFile(claims, STORY_CLAIMS)]);
    await work(contracts, claims);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function recordStories(db: Database, decisions: DecisionDeps, now: Date): Promise<void> {
  for (const [reference, answers] of Object.entries(STORY_EVIDENCE)) {
    await db.transaction(async tx => {
      const claimNo = await claimNoOfReference(tx, reference);
      const claim = claimNo === null ? null : await findClaim(tx, claimNo);
      const decision = claim && (await latestDecision(tx, claim.id));
      if (claim?.state !== 'waiting' || decision?.version !== 1) return;
      await recordEvidence(tx, decisions, {
        actor: { login: 'handler.li' },
        now,
        claimNo: claim.claimNo,
        version: 1,
        comment: '骨髓病理报告（形态学编码）已收到',
        answers,
      });
    });
  }
}

async function signStories(db: Database, decisions: DecisionDeps, now: Date): Promise<void> {
  for (const reference of SIGNED_STORIES) {
    for (const login of ['handler.li', 'handler.zhao']) {
      await db.transaction(async tx => {
        const claimNo = await claimNoOfReference(tx, reference);
        const claim = claimNo === null ? null : await findClaim(tx, claimNo);
        if (claim?.state !== 'waiting') return;
        await signDecision(tx, decisions, {
          actor: { login },
          now,
          claimNo: claim.claimNo,
          version: 1,
          comment: '病理报告齐全，符合定义',
        });
      });
    }
  }
}
