/**
 * Brings the messages of the sources into the catalogs of every language (src/web/languages):
 * translations stay, new messages wait for one, what is no more is marked obsolete.
 */
import { languagesIn, updateCatalogs } from './messages/catalogs.mjs'
import { allMessages } from './messages/everything.mjs'
import { ROOT } from './install.mjs'

const { found, faults } = allMessages(ROOT)
for (const fault of faults) process.stderr.write(`${fault}\n`)
for (const language of languagesIn(ROOT)) {
  const missing = updateCatalogs(ROOT, language, found)
  process.stdout.write(`${language}: ${missing} messages want a translation.\n`)
}
if (faults.length > 0) process.exitCode = 1
