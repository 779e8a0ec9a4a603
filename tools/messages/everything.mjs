import { FAMILIES } from './families.mjs'
import { messagesIn } from './found.mjs'
import { sentencesIn } from './server.mjs'
import { parsedUnder } from './sources.mjs'

/** All messages of the project, those the server says too, and all faults; see messagesIn. */
export function allMessages(root) {
  const { found, faults } = messagesIn(webSources(root))
  const folders = new Set(FAMILIES.map(({ folder }) => folder.split('/').slice(0, 2).join('/')))
  const said = [...folders].flatMap((folder) => sentencesIn(parsedUnder(root, folder)))
  return { found: [...found, ...said], faults }
}

/** The screens, parsed: all of src/web but the part that speaks. */
export function webSources(root) {
  return parsedUnder(root, 'src/web').filter(({ path }) => !path.startsWith('src/web/languages/'))
}
