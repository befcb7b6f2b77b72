import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { attachCover } from '../engine/attach.ts';
import { addDays, type PlainDate } from '../engine/dates.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import {
  claimsOf,
  claimWeight,
  type DemoClaim,
  type DemoCover,
  type EventWindow,
  eventWindow,
} from './demo-claim.ts';
import {
  contractAt,
  type DemoContract,
  type DemoFrame,
  type DemoSettings,
  frameAt,
} from './demo-contract.ts';
import { Random } from './random.ts';
import { writtenPlan } from './written-plan.ts';

export interface DemoSummary {
  readonly contracts: number;
  /** Contracts whose children are covered on some day of the year before `asOf`. */
  readonly claimable: number;
  readonly claims: number;
  readonly criticalIllness: number;
  /** Paths of the files written. */
  readonly files: readonly string[];
}

/** Columns of a file of contracts. */
const MAX_GUARDIANS = 2;
const MAX_CHILDREN = 3;
const CSV_COLUMNS = [
  ...['contract_no', 'storage_type', 'signed_on', 'stored_on', 'city', 'status', 'status_on'],
  ...['holder_name', 'holder_id_no', 'holder_mobile'],
  ...[1, 2].flatMap(no => ['name', 'relation', 'id_no', 'mobile'].map(field => `guardian${no}_${field}`)),
  ...[1, 2, 3].flatMap(no =>
    ['name', 'sex', 'birth_on', 'id_no', 'birth_certificate_no'].map(field => `child${no}_${field}`),
  ),
];

/**
 * Writes contracts.csv, claims.ndjson and cases.ndjson into `outDir`. The same settings and rules give the same
 * bytes. Memory does not grow with the files. Throws when there are claims to make and no contract to make them on.
 */
export async function generateDemo(
  settings: DemoSettings,
  rulebook: Rulebook,
  outDir: string,
): Promise<DemoSummary> {
  const weights = claimWeights(settings, rulebook);
  const claimable = weights.filter(weight => weight > 0).length;
  if (settings.claims > 0 && claimable === 0) {
    throw new Error(
      `none of the ${settings.contracts} contracts is covered in the year before ${settings.asOf}, so no claim can be made: ask for more contracts`,
    );
  }
  await mkdir(outDir, { recursive: true });
  const names = ['contracts.csv', 'claims.ndjson', 'cases.ndjson'];
  const files = names.map(name => path.join(outDir, name));
  const [contracts, claims, cases] = (await Promise.all(files.map(openText))) as [
    TextFile,
    TextFile,
    TextFile,
  ];
  let criticalIllness = 0;
  try {
    await contracts.write(`${CSV_COLUMNS.join(',')}\n`);
    const plans = rulebook.planIds.map(id => [id, writtenPlan(rulebook.plan(id, settings.asOf))]);
    await cases.write(`${JSON.stringify({ plans: Object.fromEntries(plans) })}\n`);
    const counts = claimCounts(weights, settings);
    let ordinal = 0;
    for (let index = 0; index < settings.contracts; index++) {
      const contract = contractAt(settings, index);
      await contracts.write(csvRow(contract));
      const count = counts.next().value ?? 0;
      const claimed = count > 0 ? claimTerms(settings, rulebook, contract) : null;
      if (claimed === null) continue;
      const made = claimsOf(settings, index, contract, { ...claimed, count, firstOrdinal: ordinal });
      ordinal += count;
      for (const claim of made) {
        if (claim.claim.kind === 'critical_illness') criticalIllness++;
        await claims.write(`${JSON.stringify(claim)}\n`);
      }
      await cases.write(`${JSON.stringify(caseOf(contract, claimed.cover, made))}\n`);
    }
  } finally {
    await Promise.all([contracts, claims, cases].map(file => file.close()));
  }
  return { contracts: settings.contracts, claimable, claims: settings.claims, criticalIllness, files };
}

interface ClaimTerms {
  readonly cover: DemoCover;
  readonly window: EventWindow;
}

/** Cover and window of a contract on which a claim can be made, else null. */
function claimTerms({ asOf }: DemoSettings, rulebook: Rulebook, frame: DemoFrame): ClaimTerms | null {
  const attached = attachCover(rulebook.ruleSet, rulebook.evaluate, frame);
  if (attached === null) return null;
  const cover = { plan: rulebook.plan(attached.planId, asOf), effectiveOn: attached.effectiveOn };
  const window = eventWindow(frame, cover, asOf);
  return window === null ? null : { cover, window };
}

/** How often each contract claims, in proportion; 0 where nothing is covered. */
function claimWeights(settings: DemoSettings, rulebook: Rulebook): Float64Array {
  const weights = new Float64Array(settings.contracts);
  for (let index = 0; index < settings.contracts; index++) {
    const frame = frameAt(settings, index);
    const terms = claimTerms(settings, rulebook, frame);
    if (terms !== null) weights[index] = claimWeight(frame, terms.cover.plan, terms.window);
  }
  return weights;
}

/** Mean of claims of a family that claims at all, when families that claim are few. */
const CLAIMS_PER_FAMILY = 1.25;

/** Claims of each contract in turn; together exactly `settings.claims`. */
function* claimCounts(weights: Float64Array, { claims, seed }: DemoSettings): Generator<number> {
  const random = new Random(seed, -1);
  let weightLeft = weights.reduce((sum, weight) => sum + weight, 0);
  let claimsLeft = claims;
  const lastClaimable = weights.findLastIndex(weight => weight > 0);
  for (const [index, weight] of weights.entries()) {
    const mean = weight > 0 ? (claimsLeft * weight) / weightLeft : 0;
    const count = index === lastClaimable ? claimsLeft : Math.min(claimsLeft, drawCount(random, mean));
    weightLeft -= weight;
    claimsLeft -= count;
    yield count;
  }
}

function drawCount(random: Random, mean: number): number {
  if (mean >= 1) return Math.floor(mean) + (random.chance(mean % 1) ? 1 : 0);
  if (!random.chance(mean / CLAIMS_PER_FAMILY)) return 0;
  return random.chance(CLAIMS_PER_FAMILY - 1) ? 2 : 1;
}

/** A row of contracts.csv. No value holds a comma or a quotation mark. */
function csvRow({ holder, guardians, children, ...contract }: DemoContract): string {
  const { contractNo, storageType, signedOn, storedOn, city, status, statusOn } = contract;
  let row = `${contractNo},${storageType},${signedOn},${storedOn ?? ''},${city},${status},${statusOn}`;
  row += `,${holder.name},${holder.idNo},${holder.mobile}`;
  for (let at = 0; at < MAX_GUARDIANS; at++) {
    const guardian = guardians[at];
    row += guardian ? `,${guardian.name},${guardian.relation},${guardian.idNo},${guardian.mobile}` : ',,,,';
  }
  for (let at = 0; at < MAX_CHILDREN; at++) {
    const child = children[at];
    row += child
      ? `,${child.name},${child.sex},${child.birthOn},${child.idNo ?? ''},${child.birthCertificateNo}`
      : ',,,,,';
  }
  return `${row}\n`;
}

/** A contract's claims as a case for `cordcover adjudicate`, with what `simulate` counts by. */
function caseOf(contract: DemoContract, { plan, effectiveOn }: DemoCover, claims: readonly DemoClaim[]) {
  const terminated: PlainDate | null = contract.status === 'active' ? null : addDays(contract.statusOn, -1);
  return {
    id: contract.contractNo,
    plan: plan.id,
    contract: {
      no: contract.contractNo,
      effective: effectiveOn,
      terminated,
      city: contract.city,
      cohort: contract.signedOn.slice(0, 4),
    },
    insured: contract.children.map(({ birthOn }, at) => ({ id: String(at + 1), birth: birthOn })),
    claims: claims.map(({ child_no, submitted_on, claim }, at) => {
      const { kind, ...rest } = claim;
      const id = `${contract.contractNo}-${at + 1}`;
      return { id, kind, insured: String(child_no), adjudication_order: at + 1, submitted_on, ...rest };
    }),
  };
}

interface TextFile {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

const BLOCK_CHARACTERS = 1 << 18;

/** A text file written in blocks; whoever writes waits for the disk, so nothing piles up. */
async function openText(name: string): Promise<TextFile> {
  const handle = await open(name, 'w');
  let block = '';
  const flush = async () => {
    const text = block;
    block = '';
    await handle.appendFile(text);
  };
  return {
    async write(text) {
      block += text;
      if (block.length >= BLOCK_CHARACTERS) await flush();
    },
    async close() {
      await flush();
      await handle.close();
    },
  };
}
