import { fc } from '../property.ts'
import type { Said } from './world.ts'

/** Any fact of the small world of consent. */
export const anySaid: fc.Arbitrary<Said> = fc.record<Said>({
  optedIn: fc.boolean(),
  isExplicit: fc.boolean(),
  occurredAt: fc.integer({ min: 1, max: 4 }).map((n) => n * 1000),
  scope: fc.constantFrom('everything', 'topic', 'address'),
  about: fc.constantFrom('p1', 'p2', 'a1', 'a2', 'a3'),
  topic: fc.constantFrom('t1', 't2', 'g1', 'g2', 'g3'),
  channel: fc.constantFrom(null, 'email', 'fax'),
  cause: fc.constantFrom('wish', 'complaint'),
  expiresAt: fc.constantFrom(null, 5000, 50_000),
})
