#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { requireNode } from '../tools/node-version.mjs'

requireNode()

// A fresh clone has no build yet. One that is there is used as it is: a command must not rebuild
// what a running server was started from.
const built = new URL('../dist/src/cli/main.js', import.meta.url)
if (!existsSync(built)) {
  const { build } = await import('../tools/build.mjs')
  const { orExplain } = await import('../tools/explain.mjs')
  await orExplain(build)
}
if (existsSync(built)) await import(built.href)
