import { Hono } from 'hono'
import { z } from 'zod'
import type { SObject } from '../objects.ts'
import type { Org } from '../org.ts'
import type { Row } from '../rows.ts'
import { create, remove, update } from '../saving.ts'
import type { Vendor } from '../vendor.ts'
import { bodyOf, nothing } from './answers.ts'
import { isInvalid } from './told.ts'

const flags = z.strictObject({
  address: z.string(),
  optOut: z.boolean().optional(),
  invalid: z.boolean().optional(),
})

/** Who has an address, with the flags of each; and who is a member of what. */
export function personRoutes({ org }: Vendor): Hono {
  const { admin } = org.users
  const app = new Hono()
  app.get('/addresses', (c) => {
    const holders = holdersOf(org, c.req.query('address') ?? '')
    if (holders.length === 0) return nothing(c)
    const shown = holders.map((row) => ({
      type: org.objectOfId(row.Id)?.name,
      id: row.Id,
      optOut: row.HasOptedOutOfEmail === true,
      invalid: isInvalid(row),
    }))
    const any = (name: 'optOut' | 'invalid') => shown.some((one) => one[name])
    return c.json({ optOut: any('optOut'), invalid: any('invalid'), holders: shown })
  })
  app.post('/addresses', async (c) => {
    const { address, optOut, invalid } = flags.parse(await bodyOf(c))
    const holders = holdersOf(org, address)
    if (holders.length === 0) return nothing(c)
    const bounce = {
      EmailBouncedReason: invalid === true ? 'Marked by a user' : null,
      EmailBouncedDate: invalid === true ? org.now() : null,
    }
    const given = {
      ...(optOut !== undefined && { HasOptedOutOfEmail: optOut }),
      ...(invalid !== undefined && bounce),
    }
    for (const row of holders) update(org, row, given, admin)
    return c.body(null, 204)
  })
  app.get('/lists', (c) => c.json([...org.table('Campaign').all()].map((row) => listOf(org, row))))
  app.put('/lists/:list/members/:id', (c) => {
    const { list, id } = c.req.param()
    const person = org.find(id)
    if (org.find(list) === undefined || person === undefined) return nothing(c)
    const side = `${org.objectOfId(id)?.name}Id`
    create(org, org.object('CampaignMember') as SObject, { CampaignId: list, [side]: id }, admin)
    return c.body(null, 204)
  })
  app.delete('/lists/:list/members/:id', (c) => {
    const { list, id } = c.req.param()
    const member = membersOf(org, list).find((row) => (row.ContactId ?? row.LeadId) === id)
    if (member === undefined) return nothing(c)
    remove(org, member, admin)
    return c.body(null, 204)
  })
  return app
}

function holdersOf(org: Org, address: string): readonly Row[] {
  const all = ['Contact', 'Lead'].flatMap((name) => org.table(name).by('Email', address))
  return address === '' ? [] : all.filter((row) => !row.IsDeleted)
}

function membersOf(org: Org, campaignId: string): readonly Row[] {
  const all = org.table('CampaignMember').by('CampaignId', campaignId)
  return all.filter((row) => !row.IsDeleted)
}

function listOf(org: Org, { Id, Name, Status, IsDeleted }: Row) {
  const members = membersOf(org, Id).map((row) => row.ContactId ?? row.LeadId)
  return { id: Id, name: Name, status: Status, deleted: IsDeleted, members }
}
