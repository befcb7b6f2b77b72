import type { z } from 'zod';
import { coverSpells, termsOf } from '../engine/cover.ts';
import type { PlainDate } from '../engine/dates.ts';
import { refuse } from '../platform/refusal.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { CITY_NAMES } from './cities.ts';
import { policyOfTerm } from './policy-of-term.ts';
import type { contractSchema } from './schema.ts';
import type { StoredChild, StoredContract } from './store.ts';

/** A contract as the API shows it to whoever may see it whole; covers with their yearly terms until that of `today`. */
export function showContract(
  contract: StoredContract,
  book: Rulebook,
  today: PlainDate,
): z.input<typeof contractSchema> {
  return {
    contract_no: contract.number,
    storage_type: contract.storageType,
    signed_on: contract.signedOn,
    stored_on: contract.storedOn,
    city: contract.city,
    city_name: CITY_NAMES[contract.city] ?? null,
    statuses: contract.statuses.map(({ status, effectiveOn }) => ({ status, effective_on: effectiveOn })),
    holder: {
      name: contract.holder.name,
      id_no: contract.holder.idNo,
      mobile: contract.holder.mobile,
    },
    guardians: contract.guardians.map(({ name, relation, idNo, mobile }) => ({
      name,
      relation,
      id_no: idNo,
      mobile,
    })),
    children: contract.children.map(child => ({
      child_no: child.childNo,
      name: child.name,
      sex: child.sex,
      birth_on: child.birthOn,
      id_no: child.idNo,
      birth_certificate_no: child.birthCertificateNo,
      cover: showCover(contract, child, book, today),
    })),
  };
}

function showCover(contract: StoredContract, child: StoredChild, book: Rulebook, today: PlainDate) {
  if (child.cover === null) return null;
  const { planId, cohort, effectiveOn, ruleId } = child.cover;
  const spells = coverSpells(effectiveOn, contract.statuses);
  const until = today > effectiveOn ? today : effectiveOn;
  const latest = book.planFor(planId, effectiveOn, until);
  const terms = termsOf(latest, { effective: effectiveOn, spells, birth: child.birthOn }, until);
  return {
    plan_id: planId,
    cohort,
    effective_on: effectiveOn,
    rule_id: ruleId,
    terms: terms.map(({ policyYear, firstDay, lastDay }) => {
      const { insurer, masterPolicyNo } = policyOfTerm(book, { planId, cohort }, firstDay);
      return {
        policy_year: policyYear,
        first_day: firstDay,
        last_day: lastDay,
        insurer,
        master_policy_no: masterPolicyNo,
        cohort,
        plan_id: planId,
        plan_effective_on: book.planFor(planId, effectiveOn, firstDay).effectiveOn,
      };
    }),
  };
}

export function noContract(number: string) {
  return refuse(
    'not_found',
    { zh: `没有合同或被保险人 ${number}。`, en: `There is no contract or insured child ${number}.` },
    { zh: '请核对合同编号及子女序号。', en: 'Check the contract number and the number of the child.' },
  );
}
