import { afterAll, vi } from 'vitest'
import { testStage } from './stage.ts'
import { play } from './stories.ts'

/** The faults of news that comes without being asked for over a network. */
vi.setConfig({ testTimeout: 240_000 })

const stage = testStage()
afterAll(() => stage.close())

play('hylafax', stage)
play('file', stage)
