import { build } from './build.mjs'
import { endWithNpm } from './end-with-npm.mjs'
import { orExplain } from './explain.mjs'

/** Installs and builds where needed, then plays the demo (src/cli/demo). */
await orExplain(async () => {
  await build()
  endWithNpm()
  const { runDemo } = await import('../dist/src/cli/demo/main.js')
  await runDemo(process.argv.slice(2))
})
