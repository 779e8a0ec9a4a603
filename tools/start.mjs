import { build } from './build.mjs'
import { endWithNpm } from './end-with-npm.mjs'
import { orExplain } from './explain.mjs'

/** The real thing: installs and builds where needed, then becomes the server. */
await orExplain(async () => {
  await build()
  endWithNpm()
  await import('../dist/src/main.js')
})
