/**
 * node tools/check-boundaries.mjs [project folder]
 *
 * Holds the floors of docs/architecture.md over src/ (rules: .dependency-cruiser.mjs) and the purity of the engine.
 * Exit 1 with every breach; also when it has not read exactly the .ts files that there are, because a checker that
 * reads nothing finds nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import ts from 'typescript';
import config from '../.dependency-cruiser.mjs';

/** Names through which a clock, randomness or the surroundings would come in. */
const IMPURE = new Set(
  'Date Intl crypto performance process globalThis require eval Function fetch console setTimeout setInterval setImmediate queueMicrotask'.split(
    ' ',
  ),
);

process.chdir(resolve(process.argv[2] ?? '.'));

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map(name => `src/${name.replaceAll('\\', '/')}`)
  .filter(name => /\.[cm]?tsx?$/.test(name));

const faults = [...(await floorFaults()), ...files.filter(isEngine).flatMap(impurities)];
for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error(`boundaries: ${faults.length} breaches`);
  process.exitCode = 1;
}

async function floorFaults() {
  const { output } = await cruise(['src'], {
    ruleSet: { forbidden: config.forbidden },
    validate: true,
    ...config.options,
  });
  const read = output.modules.filter(({ source }) => source.startsWith('src/')).map(({ source }) => source);
  const faults = output.summary.violations.map(
    ({ rule, from, to, cycle }) =>
      `${from}: ${rule.name}: imports ${cycle ? cycle.map(step => step.name).join(' → ') : to}. ${comment(rule.name)}`,
  );
  const unread = files.filter(file => !read.includes(file));
  if (unread.length > 0 || read.length !== files.length) {
    faults.push(
      `read ${read.length} modules, but src has ${files.length} files; not read: ${unread.join(', ') || 'none'}. ` +
        'Is TypeScript at the version of package.json?',
    );
  } else {
    console.log(`boundaries: ${read.length} modules read`);
  }
  return faults;
}

function comment(ruleName) {
  return config.forbidden.find(({ name }) => name === ruleName)?.comment ?? '';
}

function isEngine(file) {
  return file.startsWith('src/engine/');
}

function impurities(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = node => {
    const name = impureName(node);
    if (name !== null) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push(
        `${file}:${line + 1}: engine-is-pure: uses ${name}. Time, chance and surroundings come in as arguments.`,
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function impureName(node) {
  if (
    ts.isPropertyAccessExpression(node) &&
    node.expression.getText() === 'Math' &&
    node.name.text === 'random'
  ) {
    return 'Math.random';
  }
  if (
    ts.isImportTypeNode(node) ||
    (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
  ) {
    return 'import()';
  }
  if (!ts.isIdentifier(node) || !IMPURE.has(node.text)) return null;
  const { parent } = node;
  const isMember =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node);
  return isMember ? null : node.text;
}
