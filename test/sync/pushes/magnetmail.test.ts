import { afterAll, beforeAll, test } from 'vitest'
import type { ServiceWorld } from '../service-world.ts'
import { magnetMailService } from '../services.ts'
import { expectThreeToComeAndGo, pushesAt } from './at-a-service.ts'

let world: ServiceWorld
beforeAll(async () => {
  world = await pushesAt(magnetMailService)
}, 240_000)
afterAll(() => world.close())

test('a push fills a group of MagnetMail and takes people off, and each is read back', async () => {
  await expectThreeToComeAndGo(world)
}, 120_000)
