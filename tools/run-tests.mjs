/**
 * node tools/run-tests.mjs [what vitest takes: a folder, a file, -t 'name']
 *
 * Runs the tests, and ends with one line: `N passed, N failed, N skipped`. With TEST_SECOND_DATABASE_URL the tests
 * that stand on a database run again on that server, and count again. Where CI is "true" a skipped test is a failure:
 * there everything can be had that a test asks for. What failed is told once more before the last line: of a long log
 * often only the end is kept.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const args = process.argv.slice(2);
const second = process.env.TEST_SECOND_DATABASE_URL;

const runs = [run(args, {})];
if (second) {
  console.log(`\nAgain, on ${new URL(second).host}:`);
  runs.push(run([...args, ...(args.length === 0 ? databaseTests() : [])], { TEST_DATABASE_URL: second }));
}

const skipped = runs.flatMap(({ tests }) => tests.filter(isSkipped));
const refusesSkips = process.env.CI === 'true' && skipped.length > 0;
if (refusesSkips) {
  console.error(
    `Skipped, though CI can run everything:\n${skipped.map(test => `  ${test.fullName}`).join('\n')}`,
  );
}
const crashed = runs.filter(({ status, failures }) => status !== 0 && failures.length === 0).length;
if (crashed > 0) console.error('vitest failed outside of the tests; its own words stand above');

const failures = runs.flatMap(({ failures }) => failures);
if (failures.length > 0) {
  console.log(`\nFailed:\n${failures.map(({ name, words }) => `  ${name}\n${words}`).join('\n')}\n`);
}

const passed = runs.reduce(
  (sum, one) => sum + one.tests.filter(({ status }) => status === 'passed').length,
  0,
);
const failed = failures.length + crashed;
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
process.exitCode = failed > 0 || passed === 0 || refusesSkips ? 1 : 0;

/** A test file that could not be read counts as one failed test. */
function run(vitestArgs, env) {
  const folder = mkdtempSync(join(tmpdir(), 'cordcover-tests-'));
  const report = join(folder, 'report.json');
  try {
    const { status } = spawnSync(
      process.execPath,
      [VITEST, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...vitestArgs],
      { stdio: 'inherit', env: { ...process.env, ...env } },
    );
    const files = readReport(report);
    const tests = files.flatMap(({ assertionResults }) => assertionResults);
    return { status, tests, failures: files.flatMap(failuresOf) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).testResults;
  } catch {
    return [];
  }
}

/** The failed tests of a file with what they said; the file itself, where it failed outside of its tests. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(process.cwd(), name);
  const failed = assertionResults
    .filter(isFailed)
    .map(test => ({ name: `${file} > ${test.fullName}`, words: shown(test.failureMessages.join('\n')) }));
  return failed.length > 0 || status !== 'failed' ? failed : [{ name: file, words: shown(message) }];
}

/** The first lines of a failure, indented: the whole of it stands above, where it happened. */
function shown(words) {
  return words
    .split('\n')
    .slice(0, 20)
    .map(line => `    ${line}`)
    .join('\n');
}

function isFailed({ status }) {
  return status === 'failed';
}

function isSkipped({ status }) {
  return status !== 'passed' && status !== 'failed';
}

/** Test files that make databases on the server they are given; for all others the second server is no other. */
function databaseTests() {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map(name => join('test', name))
    .filter(
      name =>
        name.endsWith('.test.ts') && /from '[./]*\/support\/database\.ts'/.test(readFileSync(name, 'utf8')),
    );
}
