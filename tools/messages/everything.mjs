import { messagesIn } from './found.mjs'
import { parsedUnder } from './sources.mjs'

/** All messages of the project and all faults in them; see messagesIn. */
export function allMessages(root) {
  return messagesIn(webSources(root))
}

/** The screens, parsed: all of src/web but the part that speaks. */
export function webSources(root) {
  return parsedUnder(root, 'src/web').filter(({ path }) => !path.startsWith('src/web/languages/'))
}
