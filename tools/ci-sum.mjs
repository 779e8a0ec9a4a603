/**
 * Prints the sum over several Vitest JSON reports as its last line, "N passed, N failed, N
 * skipped", and ends with status 1 where anything failed. node tools/ci-sum.mjs FAILED_STEPS REPORT...
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** Of a failure, so much is told again. */
const FAILURE_CHARS_MAX = 2_000

const [steps = '0', ...reports] = process.argv.slice(2)
const sum = { passed: 0, failed: 0, skipped: 0 }
const failures = []
let told = 0

for (const path of reports) {
  if (!existsSync(path)) {
    console.log(`${basename(path, '.json')}: no report`)
    continue
  }
  const report = JSON.parse(readFileSync(path, 'utf8'))
  const skipped = report.numPendingTests + (report.numTodoTests ?? 0)
  console.log(
    `${basename(path, '.json')}: ${report.numPassedTests} passed, ${report.numFailedTests} failed, `
      + `${skipped} skipped`,
  )
  sum.passed += report.numPassedTests
  sum.failed += report.numFailedTests
  sum.skipped += skipped
  if (!report.success) told += 1
  for (const { name, message, assertionResults } of report.testResults ?? []) {
    const failed = assertionResults.filter((one) => one.status === 'failed')
    failures.push(...failed.map((one) => `${name}: ${one.fullName}\n  ${one.failureMessages[0]}`))
    if (message && failed.length === 0) failures.push(`${name}: ${message}`)
  }
}

// Told again at the end, where a long output is read first.
for (const failure of failures) console.log(`FAILED ${failure.slice(0, FAILURE_CHARS_MAX)}`)

// A step that failed without a failed test (format, types, a file that does not load) shows too.
const untold = Math.max(0, Number(steps) - (sum.failed > 0 ? told : 0))
sum.failed += untold
if (sum.passed === 0 && sum.failed === 0) sum.failed = 1
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
process.exitCode = sum.failed > 0 ? 1 : 0
