import { CAMPAIGN_SORTS } from '../../api/contract/index.ts'

export type CampaignSort = (typeof CAMPAIGN_SORTS)[number]
export interface CampaignOrder {
  sort: CampaignSort
  order: 'asc' | 'desc'
}

/** How the list is sorted, as its address has it: newest first where it says nothing. */
export function readOrder(words: { sort?: string; order?: string }): CampaignOrder {
  const sort = CAMPAIGN_SORTS.find((name) => name === words.sort) ?? 'sentAt'
  const usual = usualOrder(sort)
  return { sort, order: words.order === 'asc' || words.order === 'desc' ? words.order : usual }
}

/** The words of the address after a heading was pressed: the other way round the second time. */
export function orderWords(now: CampaignOrder, by: string) {
  const { sort } = readOrder({ sort: by })
  const other = now.order === 'asc' ? 'desc' : 'asc'
  const order = sort === now.sort ? other : usualOrder(sort)
  return {
    sort: sort === 'sentAt' ? undefined : sort,
    order: order === usualOrder(sort) ? undefined : order,
  }
}

/** Names from A on; what is counted, the most first. */
function usualOrder(sort: CampaignSort): 'asc' | 'desc' {
  return sort === 'name' ? 'asc' : 'desc'
}

/** The ids of an address: "3,7". What is none, or there twice, is left out. */
export function readIds(words: string | undefined): number[] {
  const ids = (words ?? '').split(',').map(Number)
  return [...new Set(ids.filter((id) => Number.isInteger(id) && id > 0))]
}
