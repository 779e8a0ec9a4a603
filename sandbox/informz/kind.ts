import type { VendorKind } from '../vendor.ts'
import { answer } from './app.ts'
import { informzFaults } from './fault-face.ts'
import { createInterests } from './interest-book.ts'
import { keepRows } from './kept-rows.ts'
import { createMailings } from './mailing-book.ts'
import { apiPath } from './paths.ts'
import { createSubscribers } from './subscriber-book.ts'
import { createUploads } from './upload-book.ts'
import type { Vendor } from './vendor.ts'

const keys = {
  user: 'marguerite@harrowgate-lindqvist.example',
  password: 'sandbox-password',
  brandId: '1234',
  brandName: 'Harrowgate Lindqvist LLP',
} as const

/** Informz: XML documents by SOAP at one address. */
export const informz = {
  title: 'Informz',
  paths: { api: apiPath },
  keys,
  faults: informzFaults,
  resendsApart: true,
  world: {},
  run: ({ world, clock, options }) => {
    const vendor: Vendor = {
      world,
      keys,
      mailings: createMailings(world),
      subscribers: createSubscribers(world),
      interests: createInterests(world),
      uploads: createUploads(world.jobs),
      kept: keepRows(world),
      rowsPerPage: options.rowsPerPage ?? Infinity,
    }
    return {
      // One moment for the whole answer: the clock may be running.
      fetch: (request) => answer(vendor, request, clock.now()),
      // The vendor documents no limit of pace or quota, so there is nothing to enforce.
      enforceLimits: () => undefined,
    }
  },
} satisfies VendorKind
